"""What Falco refuses or doubts in the elements of a rules file and their order."""

from __future__ import annotations

from noteproof.finding import AnyRule, Related, Says, Severity, rule

_YAML = "LOAD_ERR_YAML_VALIDATE"
_VALIDATE = "LOAD_ERR_VALIDATE"


@rule("falco/not-a-list", Severity.ERROR)
def not_a_list(fault: str, hint: str) -> Says:
    """A rules file is a list of mappings: each element begins with a dash.

    ```yaml
    rule: Shell started  # expect: falco/not-a-list
    desc: A shell was started.
    condition: evt.type = execve and proc.name = sh
    output: shell (user=%user.name)
    priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(fault, hint, upstream=_YAML)


@rule("falco/unknown-element", Severity.WARNING)
def unknown_element(hint: str) -> Says:
    """An element says by its first key what it is: `rule`, `macro`, `list` or a requirement.

    Falco passes over any other element with no more than a warning, so that `- rules:` or `- Rule:` loads as
    nothing.

    ```yaml
    - Rule: Shell started  # expect: falco/unknown-element
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says("Falco passes over this element", hint, upstream="LOAD_UNKNOWN_ITEM")


@rule("falco/missing-key", Severity.ERROR)
def missing_key(what: str, key: str, hint: str) -> Says:
    """An element has the keys that its kind requires.

    A rule has `rule`, `desc`, `condition`, `output` and `priority`; a macro has `condition`; a list has
    `items`.

    ```yaml
    - rule: Shell started  # expect: falco/missing-key
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(f"{what} has no `{key}`", hint, upstream=_YAML)


@rule("falco/bad-value", Severity.ERROR)
def bad_value(fault: str, hint: str) -> Says:
    """A key holds a value of the form that it takes.

    A condition, an output, a name is a text that is not empty; `enabled` and its kin are `true` or `false`;
    `items` and `tags` are lists of plain values, without a `null` among them.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      enabled: 1  # expect: falco/bad-value
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      enabled: false
    ```
    """
    return Says(fault, hint, upstream=_YAML)


@rule("falco/unknown-key", Severity.WARNING)
def unknown_key(what: str, key: str, hint: str) -> Says:
    """An element has keys that Falco reads.

    Falco ignores any other key with no more than a warning.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      severity: high  # expect: falco/unknown-key
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(f"{what} has no key `{key}`, and Falco ignores it", hint, upstream="LOAD_UNKNOWN_KEY")


@rule("falco/unknown-priority", Severity.ERROR)
def unknown_priority(value: str, hint: str) -> Says:
    """A priority is one of Falco's.

    EMERGENCY, ALERT, CRITICAL, ERROR, WARNING, NOTICE, INFORMATIONAL (or INFO) and DEBUG; their case does
    not count.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: WARN  # expect: falco/unknown-priority
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: WARNING
    ```
    """
    return Says(f"`{value}` is no priority", hint, upstream=_YAML)


@rule("falco/wrong-override", Severity.ERROR)
def wrong_override(fault: str, hint: str, upstream: str = _YAML) -> Says:
    """`override` names what an element changes of an earlier one, and how.

    Each key that it names stands in the element too, and each key of the element that can be changed is
    named: `append` for condition, output, desc, tags, exceptions and items; `replace` for those and for
    priority, enabled and the rest.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE

    - rule: Shell started
      priority: WARNING
      override:
        priority: append  # expect: falco/wrong-override
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE

    - rule: Shell started
      priority: WARNING
      override:
        priority: replace
    ```
    """
    return Says(fault, hint, upstream=upstream)


@rule("falco/no-base", Severity.ERROR)
def no_base(fault: str, hint: str) -> Says:
    """What is appended to or changed is defined before.

    A file that changes the rules of another says so with `# after: other.yaml`.

    ```yaml
    - macro: shell  # expect: falco/no-base
      condition: or proc.name = ash
      override:
        condition: append

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - macro: shell
      condition: proc.name = sh

    - macro: shell
      condition: or proc.name = ash
      override:
        condition: append

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and shell
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(fault, hint, upstream=_VALIDATE)


@rule("falco/changed-source", Severity.ERROR)
def changed_source(name: str, source: str, earlier: str) -> Says:
    """A rule that is defined again keeps its source of events.

    ```yaml
    - required_plugin_versions:
        - name: k8saudit
          version: 0.7.0

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE

    - rule: Shell started  # expect: falco/changed-source
      desc: A shell was started.
      condition: ka.verb = create
      output: created by %ka.user.name
      priority: NOTICE
      source: k8s_audit
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE

    - required_plugin_versions:
        - name: k8saudit
          version: 0.7.0

    - rule: Something created
      desc: A shell was started.
      condition: ka.verb = create
      output: created by %ka.user.name
      priority: NOTICE
      source: k8s_audit
    ```
    """
    return Says(
        f"the rule `{name}` was of the source `{earlier}`, and is of `{source}` now",
        "give the rule another name, or its old source",
        upstream=_VALIDATE,
    )


@rule("falco/required-version", Severity.ERROR)
def required_version(fault: str, hint: str, upstream: str = _VALIDATE) -> Says:
    """A file requires a version of the engine that there is.

    The engine of Falco 0.44.1 has the version 0.62.0; a plain number N stands for 0.N.0.

    ```yaml
    - required_engine_version: 1.0.0  # expect: falco/required-version

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - required_engine_version: 0.57.0

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(fault, hint, upstream=upstream)


@rule("falco/wrong-exception", Severity.ERROR)
def wrong_exception(fault: str, hint: str, upstream: str = _YAML) -> Says:
    """An exception names its fields, how each is compared, and tuples of as many values.

    `fields`, `comps` and each tuple of `values` are of one length; without `comps` every field is compared
    with `=`.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      exceptions:
        - name: known_users
          fields: [proc.name, user.name]
          comps: [=]  # expect: falco/wrong-exception
          values:
            - [sh, admin]
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      exceptions:
        - name: known_users
          fields: [proc.name, user.name]
          comps: [=, =]
          values:
            - [sh, admin]
    ```
    """
    return Says(fault, hint, upstream=upstream)


@rule("falco/exception-key", Severity.WARNING)
def exception_key(key: str, hint: str) -> Says:
    """An exception has no keys but `name`, `fields`, `comps` and `values`.

    Falco passes over any other key without a word, so that an exception with `value:` excepts nothing.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      exceptions:
        - name: known_users
          fields: [user.name]
          value:  # expect: falco/exception-key
            - [admin]
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      exceptions:
        - name: known_users
          fields: [user.name]
          values:
            - [admin]
    ```
    """
    return Says(f"an exception has no key `{key}`, and Falco ignores it without a word", hint)


@rule("falco/exception-twice", Severity.WARNING)
def exception_twice(name: str, first: Related) -> Says:
    """Each exception of a rule has a name of its own.

    Values are appended to an exception by its name, and reach the first of that name only.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      exceptions:
        - name: known
          fields: [user.name]
          values: [[admin]]
        - name: known  # expect: falco/exception-twice
          fields: [proc.pname]
          values: [[sshd]]
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      exceptions:
        - name: known_users
          fields: [user.name]
          values: [[admin]]
        - name: known_parents
          fields: [proc.pname]
          values: [[sshd]]
    ```
    """
    return Says(
        f"this rule has an exception `{name}` already",
        "give it a name of its own",
        upstream="LOAD_EXCEPTION_NAME_NOT_UNIQUE",
        related=(first,),
    )


@rule("falco/nothing-to-append", Severity.WARNING)
def nothing_to_append(name: str) -> Says:
    """An exception that is appended to has values to append.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      exceptions:
        - name: known_users
          fields: [user.name]

    - rule: Shell started
      exceptions:
        - name: known_users  # expect: falco/nothing-to-append
      override:
        exceptions: append
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      exceptions:
        - name: known_users
          fields: [user.name]

    - rule: Shell started
      exceptions:
        - name: known_users
          values: [[admin]]
      override:
        exceptions: append
    ```
    """
    return Says(
        f"nothing is appended to the exception `{name}`", "add `values:`", upstream="LOAD_APPEND_NO_VALUES"
    )


@rule("falco/invalid-name", Severity.WARNING)
def invalid_name(kind: str, name: str, hint: str) -> Says:
    """A macro's name is made of letters, digits and underscores; a list's has no blanks and no punctuation.

    Falco takes any other name with a warning, and then finds no end to it in a condition.

    ```yaml
    - list: shell names  # expect: falco/invalid-name
      items: [sh, bash]

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name in (shell names)
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - list: shell_names
      items: [sh, bash]

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name in (shell_names)
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    upstream = "LOAD_INVALID_MACRO_NAME" if kind == "macro" else "LOAD_INVALID_LIST_NAME"
    return Says(f"`{name}` is no good name for a {kind}", hint, upstream=upstream)


@rule("falco/deprecated-key", Severity.WARNING)
def deprecated_key(fault: str, hint: str) -> Says:
    """An element is written in a form that Falco goes on to read.

    `append: true` and `enabled` alone have given way to `override`; `%container.info` prints nothing any
    more.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE

    - rule: Shell started
      append: true  # expect: falco/deprecated-key
      condition: and user.name = root
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE

    - rule: Shell started
      condition: and user.name = root
      override:
        condition: append
    ```
    """
    return Says(fault, hint, upstream="LOAD_DEPRECATED_ITEM")


@rule("falco/unknown-source", Severity.WARNING)
def unknown_source(source: str, plugin: str, hint: str, severity: Severity | None = None) -> Says:
    """A rule's source of events is one that a plugin gives.

    Without the plugin, Falco drops the rule and never looks at its condition. A file that needs a plugin
    says so in `required_plugin_versions`.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: ka.verb = create
      output: created by %ka.user.name
      priority: NOTICE
      source: k8saudit  # expect: falco/unknown-source
    ```

    ```yaml
    - required_plugin_versions:
        - name: k8saudit
          version: 0.7.0

    - rule: Shell started
      desc: A shell was started.
      condition: ka.verb = create
      output: created by %ka.user.name
      priority: NOTICE
      source: k8s_audit
    ```
    """
    fault = f"Falco knows no source `{source}`, and drops this rule"
    if plugin:
        fault = f"without the plugin `{plugin}`, Falco drops this rule"
    return Says(fault, hint, upstream="LOAD_UNKNOWN_SOURCE", severity=severity)


@rule("falco/redefined", Severity.WARNING)
def redefined(kind: str, name: str, first: Related) -> Says:
    """A name is defined once in a file.

    A later definition takes the place of an earlier one without a word. To change one, say so with
    `override`.

    ```yaml
    - list: shell_names
      items: [sh, bash]

    - list: shell_names  # expect: falco/redefined
      items: [zsh]

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name in (shell_names)
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - list: shell_names
      items: [sh, bash]

    - list: shell_names
      items: [zsh]
      override:
        items: append

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name in (shell_names)
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(
        f"the {kind} `{name}` takes the place of an earlier one of that name",
        "give it another name, or say what changes with `override`",
        related=(first,),
    )


@rule("falco/unused", Severity.WARNING)
def unused(kind: str, name: str, severity: Severity | None = None) -> Says:
    """A macro or a list is used by a rule or a macro.

    In a file that holds macros and lists only, for others to use, this is no more than a remark.

    ```yaml
    - macro: shell  # expect: falco/unused
      condition: proc.name in (sh, bash)

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - macro: shell
      condition: proc.name in (sh, bash)

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and shell
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    upstream = "LOAD_UNUSED_MACRO" if kind == "macro" else "LOAD_UNUSED_LIST"
    return Says(
        f"nothing uses the {kind} `{name}`", "use it, or remove it", upstream=upstream, severity=severity
    )


RULES: tuple[AnyRule, ...] = (
    not_a_list,
    unknown_element,
    missing_key,
    bad_value,
    unknown_key,
    unknown_priority,
    wrong_override,
    no_base,
    changed_source,
    required_version,
    wrong_exception,
    exception_key,
    exception_twice,
    nothing_to_append,
    invalid_name,
    deprecated_key,
    unknown_source,
    redefined,
    unused,
)
