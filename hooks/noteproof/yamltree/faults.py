"""What can be wrong with a text before it means anything: YAML that a program refuses or misreads."""

from __future__ import annotations

from typing import Literal

from noteproof.finding import AnyRule, Related, Says, Severity, rule

UPSTREAM = "yaml"


@rule("yaml/syntax", Severity.ERROR)
def syntax(problem: str, hint: str) -> Says:
    """The text is YAML that its reader can parse.

    Nothing of a document counts once its reader has stopped: kubectl sends nothing, Falco loads nothing.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web: front  # expect: yaml/syntax
    spec: {}
    ```

    Quote a value that holds `: `.

    ```yaml
    # in: Pod.metadata
    annotations:
      title: "web: front"
    ```
    """
    return Says(f"this is not YAML: {problem}", hint, upstream=UPSTREAM)


@rule("yaml/separator", Severity.ERROR)
def separator(fault: str, hint: str, severity: Severity) -> Says:
    """A line that begins with `---` holds nothing else, but for a comment.

    kubectl cuts a file at such lines before it reads any YAML: it refuses a line that holds more, even
    inside quotation marks, and takes a `%YAML` line above the first `---` for a document of its own.

    ```yaml
    --- {apiVersion: v1, kind: Namespace, metadata: {name: web}}  # expect: yaml/separator
    ```

    ```yaml
    ---
    {apiVersion: v1, kind: Namespace, metadata: {name: web}}
    ```
    """
    return Says(fault, hint, severity=severity, upstream="invalid Yaml document separator")


@rule("yaml/tab", Severity.ERROR)
def tab(reader: str) -> Says:
    """Indentation is made of blanks, never of tabs.

    The reader stops at the tab, even on a line that looks empty. The checker reads past it, so that the
    rest of the document is checked too.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
    \tname: web  # expect: yaml/tab
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    ```
    """
    return Says(
        f"a tab stands where {reader} allows only blanks", "replace the tab with blanks", upstream=UPSTREAM
    )


@rule("yaml/duplicate-key", Severity.WARNING)
def duplicate_key(key: str, keeps: str, reader: str, earlier: Related) -> Says:
    """A mapping holds each key once.

    kubectl keeps the last of two equal keys and says nothing; Falco keeps the first.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    data:
      colour: red
      colour: blue  # expect: yaml/duplicate-key
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    data:
      colour: blue
    ```
    """
    message = f'the key "{key}" stands here twice; {reader} keeps the {keeps} and drops the other in silence'
    return Says(message, "remove one of the two", related=(earlier,), upstream="already set in map")


@rule("yaml/merged-key", Severity.WARNING)
def merged_key(key: str, wins: str, earlier: Related) -> Says:
    """A key is set by a merge or beside it, not by both.

    The later one wins in Kubernetes' reader: a key before `<<` is overwritten by the merge.
    Strict decoding refuses such a mapping.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
      labels: &common {app: web}
      annotations:
        app: front
        <<: *common  # expect: yaml/merged-key
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
      labels: {app: web}
      annotations: {app: front}
    ```
    """
    message = f'the key "{key}" is set both here and by a merge; the {wins} wins'
    return Says(message, "set the key in one place only", related=(earlier,), upstream="already set in map")


@rule("yaml/merge", Severity.ERROR)
def merge() -> Says:
    """A merge takes a mapping, or a list of mappings.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
      labels:
        <<: web  # expect: yaml/merge
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
      annotations: &common {app: web}
      labels:
        <<: *common
    ```
    """
    return Says(
        "the value of `<<` is neither a mapping nor a list of mappings",
        "name an anchor of a mapping, or write the keys out",
        upstream="map merge requires map or sequence of maps as the value",
    )


@rule("yaml/merge-ignored", Severity.WARNING)
def merge_ignored(reader: str) -> Says:
    """A merge key stands only where its reader merges.

    Falco takes `<<` for a key like any other, and merges nothing.

    ```yaml
    - rule: Program started
      desc: A program was started.
      condition: evt.type = execve
      output: program (name=%proc.name)
      priority: NOTICE
      <<: {enabled: false}  # expect: yaml/merge-ignored falco/unknown-key
    ```

    ```yaml
    - rule: Program started
      desc: A program was started.
      condition: evt.type = execve
      output: program (name=%proc.name)
      priority: NOTICE
      enabled: false
    ```
    """
    return Says(f"{reader} does not merge: `<<` is a key like any other", "write the keys out")


@rule("yaml/alias", Severity.ERROR)
def alias(name: str, fault: str, hint: str) -> Says:
    """An alias names an anchor that stands before it in the same document.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: *app  # expect: yaml/alias
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: &app web
      labels:
        app: *app
    ```
    """
    return Says(f"the alias `*{name}` {fault}", hint, upstream=UPSTREAM)


@rule("yaml/anchor-redefined", Severity.WARNING)
def anchor_redefined(name: str, earlier: Related) -> Says:
    """An anchor's name is given once in a document.

    An alias takes the nearest anchor before it, which a reader of the notes will not expect.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: &app web
      labels:
        tier: &app front  # expect: yaml/anchor-redefined
        app: *app
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: &app web
      labels:
        tier: &tier front
        app: *tier
    ```
    """
    return Says(
        f"the anchor `&{name}` is given a second time; aliases after it mean this one",
        "give the second anchor another name",
        related=(earlier,),
    )


@rule("yaml/excessive-aliasing", Severity.ERROR)
def excessive_aliasing() -> Says:
    """Aliases stand for a bounded amount of text.

    A few lines of aliases to aliases can mean billions of values; the readers refuse them.

    ```yaml
    # unchecked: an example of nine lists of nine aliases would not fit here
    a: &a [x, x]
    b: &b [*a, *a]
    ```

    ```yaml
    # in: Pod.metadata
    labels:
      app: web
    ```
    """
    return Says(
        "the aliases up to here stand for too many values",
        "write the values out, or name fewer aliases",
        upstream="document contains excessive aliasing",
    )


@rule("yaml/too-deep", Severity.ERROR)
def too_deep(limit: int) -> Says:
    """Values nest no deeper than anything that these programs read.

    ```yaml
    # unchecked: hundreds of brackets would not fit here
    [[[[]]]]
    ```

    ```yaml
    # in: Pod.metadata
    labels:
      app: web
    ```
    """
    return Says(f"this is nested more than {limit} levels deep and is not read", "flatten the value")


@rule("yaml/bad-key", Severity.ERROR)
def bad_key(fault: str) -> Says:
    """A key is text, or a number or boolean that becomes text.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    data:
      [a, b]: x  # expect: yaml/bad-key
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    data:
      a-b: x
    ```
    """
    return Says(fault, "quote the key", upstream="invalid map key")


@rule("yaml/bad-value", Severity.ERROR)
def bad_value(fault: str, hint: str) -> Says:
    """A scalar is a value that its reader can carry.

    Kubernetes turns YAML into JSON, which has no infinity; a tag must fit its text.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    data:
      limit: .inf  # expect: yaml/bad-value
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    data:
      limit: ".inf"
    ```
    """
    return Says(fault, hint, upstream=UPSTREAM)


@rule("yaml/unread-document", Severity.WARNING)
def unread_document(reader: str, after: Literal["end", "dedent", "other", "empty"]) -> Says:
    """Every document of a file is one that its reader reaches.

    After `...` Kubernetes reads no further, and says nothing of what it leaves. The kubelet takes one Pod
    from a file, kube-apiserver one audit policy, and a request to the API holds one object; only kubectl
    sends the documents of a file one after the other.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: first
    ...
    apiVersion: v1  # expect: yaml/unread-document
    kind: ConfigMap
    metadata:
      name: second
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: first
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: second
    ```
    """
    if after in ("other", "empty"):
        message = f"{reader} reads the first document only, and this is another"
        if after == "other":
            return Says(message, "give it a file of its own")
        return Says(
            message, "remove the `---` above: the first is empty, and refused", severity=Severity.ERROR
        )
    hint = "separate documents with a line `---`"
    if after == "dedent":
        hint = f"indent it as the first line, or {hint}"
    return Says(f"{reader} never reads what stands from here on", hint)


@rule("yaml/control-character", Severity.ERROR)
def control_character(character: str) -> Says:
    """A text holds no character that YAML does not know.

    Such characters come from terminals and word processors and cannot be seen.

    ```yaml
    # unchecked: a control character cannot be shown here
    a: b
    ```

    ```yaml
    # in: Pod.metadata
    labels:
      app: web
    ```
    """
    return Says(
        f"the character U+{ord(character):04X} may not stand in YAML",
        "delete the character",
        upstream="control characters are not allowed",
    )


@rule("yaml/byte-order-mark", Severity.WARNING)
def byte_order_mark() -> Says:
    """A byte order mark stands at the beginning of a file or nowhere.

    It comes from files that were joined, cannot be seen, and becomes part of the text.

    ```yaml
    # unchecked: a byte order mark cannot be shown here
    a: b
    ```

    ```yaml
    # in: Pod.metadata
    labels:
      app: web
    ```
    """
    return Says("a byte order mark, U+FEFF, stands here and cannot be seen", "delete the character")


@rule("yaml/colon-is-text", Severity.WARNING)
def colon_is_text(reader: str) -> Says:
    """A key in brackets has a blank after its colon, or a value in quotes.

    Without it the colon is the last letter of a text: `{type:}` has the key `type:`.

    ```yaml
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata:
      name: fast
    provisioner: example.com/disks
    parameters: {type:}  # expect: yaml/colon-is-text
    ```

    ```yaml
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata:
      name: fast
    provisioner: example.com/disks
    parameters: {type: ""}
    ```
    """
    return Says(
        f"{reader} takes this colon for a part of the text", "put a blank after the colon, or quote the text"
    )


@rule("yaml/elision", Severity.ERROR)
def elision(mark: str, effect: Literal["breaks", "ends", "text", "comment"]) -> Says:
    """What is left out of a snippet is said in a way that leaves the rest checkable.

    `...` is not a word for "and so on": it ends the document, becomes text, or is no YAML at all.
    A comment `# …` is allowed: fields that are required may then be missing in the mapping that holds it,
    and a remark says so.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
    data:
      ...  # expect: yaml/elision
    ```

    ```yaml
    # in: ConfigMap
    data:
      colour: red
    ```
    """
    hint = "show a part with `# in: <Kind.path>`, or say `# unchecked: <reason>` in the first line"
    if effect == "comment":
        message = f"`{mark}` leaves something out here; what is required may be missing"
        return Says(
            message, "show a part with `# in: <Kind.path>` to have it checked", severity=Severity.INFO
        )
    if effect == "breaks":
        return Says(f"`{mark}` is not a way to leave something out of YAML", hint)
    what = "is text like any other" if effect == "text" else "ends the document; nothing below is read"
    return Says(f"`{mark}` {what}", hint, severity=Severity.WARNING)


@rule("yaml/template", Severity.ERROR)
def template(marks: str) -> Says:
    """A snippet is YAML, not a template that makes YAML.

    A template of Helm or Ansible cannot be read before it is rendered.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: {{ .Release.Name }}  # expect: yaml/template
    ```

    ```yaml
    # unchecked: a Helm template
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: {{ .Release.Name }}
    ```
    """
    return Says(
        f"`{marks}` makes this a template, which is not YAML",
        "show the rendered text, or say `# unchecked: <reason>` in the first line",
    )


@rule("yaml/long-line", Severity.WARNING)
def long_line(length: int) -> Says:
    """A line is one that a reader of the notes can read.

    The programs read a line of any length. In a note it is a file that belongs elsewhere.

    ```yaml
    # unchecked: tens of thousands of characters would not fit here
    a: b
    ```

    ```yaml
    # in: Pod.metadata
    labels:
      app: web
    ```
    """
    return Says(f"this line has {length:,} characters", "show a part of it, or fold the text with `>-`")


rules: tuple[AnyRule, ...] = (
    syntax,
    separator,
    tab,
    duplicate_key,
    merged_key,
    merge,
    merge_ignored,
    alias,
    anchor_redefined,
    excessive_aliasing,
    too_deep,
    bad_key,
    bad_value,
    unread_document,
    control_character,
    byte_order_mark,
    colon_is_text,
    elision,
    template,
    long_line,
)
