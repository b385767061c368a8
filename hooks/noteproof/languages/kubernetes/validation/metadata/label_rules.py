"""The rules about labels, annotations and selectors."""

from __future__ import annotations

import re

from noteproof.finding import Says, Severity, rule

_RUN = re.compile(r"[^-A-Za-z0-9_.]+")


def value_hint(value: str) -> str:
    """How to write the value of a label."""
    mended = _RUN.sub("-", value[:128]).strip("-_.")
    if len(value) <= 63 and value.isascii() and mended and mended != value:
        return f"write `{mended}`"
    return (
        "write letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at each end;"
        " longer texts go into an annotation"
    )


@rule("kubernetes/invalid-label", Severity.ERROR)
def invalid_label(text: str, what: str, why: str, hint: str) -> Says:
    """Labels are for selecting, and so their keys and values are short and plain; others are refused.

    A value has at most 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or digit; it
    may be empty. A key is the same, and may have a domain and `/` in front: `app.kubernetes.io/name`. The
    keys of annotations, and the names of finalizers, are written like keys of labels; the value of an
    annotation is free. `{app:}` has no empty value: in braces, a colon without a blank belongs to the key.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels:
        owner: web team  # expect: kubernetes/invalid-label
    spec:
      containers:
        - name: web
          image: nginx
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels:
        owner: web-team
      annotations:
        example.com/owner: the web team
    spec:
      containers:
        - name: web
          image: nginx
    ```
    """
    return Says(f'"{text}" cannot be {what}: {why}', hint, "Invalid value")


@rule("kubernetes/too-many-annotations", Severity.ERROR)
def too_many_annotations(size: int, most: int) -> Says:
    """The annotations of an object, keys and values together, may have 256 KiB; more are refused.

    `kubectl apply` itself keeps the whole manifest in one: a ConfigMap of more than that can only be applied
    with `--server-side`.

    ```yaml
    # unchecked: 256 KiB of it would not fit on this page
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      annotations:
        example.com/page: <html>...
    spec:
      containers:
        - name: web
          image: nginx
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      annotations:
        example.com/page: pages/index.html
    spec:
      containers:
        - name: web
          image: nginx
    ```
    """
    return Says(
        f"the annotations have {size} bytes, and may have {most}",
        "put the text into a ConfigMap, and its name here",
        "Too long",
    )


@rule("kubernetes/selector-mismatch", Severity.ERROR)
def selector_mismatch(why: str, hint: str) -> Says:
    """A workload selects its own pods by their labels: a selector that does not fit its template is refused.

    Each label of `matchLabels` stands in `template.metadata.labels`, with the same value; the template may
    have more. To the server, a selector that is missing matches nothing.

    ```yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      selector:
        matchLabels:
          app: web
      template:
        metadata:
          labels:
            app: webserver  # expect: kubernetes/selector-mismatch
        spec:
          containers:
            - name: web
              image: nginx
    ```

    ```yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      selector:
        matchLabels:
          app: web
      template:
        metadata:
          labels:
            app: web
            tier: front
        spec:
          containers:
            - name: web
              image: nginx
    ```
    """
    return Says(why, hint, "Invalid value")


@rule("kubernetes/empty-selector", Severity.ERROR)
def empty_selector(kind: str) -> Says:
    """A selector without a label selects every pod of the namespace; a workload with one is refused.

    ```yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      selector: {}  # expect: kubernetes/empty-selector
      template:
        metadata:
          labels:
            app: web
        spec:
          containers:
            - name: web
              image: nginx
    ```

    ```yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      selector:
        matchLabels:
          app: web
      template:
        metadata:
          labels:
            app: web
        spec:
          containers:
            - name: web
              image: nginx
    ```
    """
    return Says(
        f"the selector of the {kind} is empty: it would select every pod",
        "select the labels of the template with `matchLabels:`",
        "Invalid value",
    )


rules = (invalid_label, too_many_annotations, selector_mismatch, empty_selector)
