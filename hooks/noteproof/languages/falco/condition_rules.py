"""What Falco refuses or doubts in a condition or an output."""

from __future__ import annotations

from noteproof.finding import AnyRule, Says, Severity, rule

_CONDITION = "LOAD_ERR_COMPILE_CONDITION"


@rule("falco/condition-syntax", Severity.ERROR)
def condition_syntax(fault: str, hint: str) -> Says:
    """A condition is checks and macros, joined by `and`, `or`, `not` and parentheses.

    A check is a field, an operator and a value: `proc.name = cat`, `fd.name in (/etc/shadow, /etc/passwd)`,
    `proc.tty exists`. Keywords and operators are lower case; a value that holds a blank, a comma, `=` or
    parentheses stands in quotes.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve && proc.name = sh  # expect: falco/condition-syntax
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
    return Says(fault, hint, upstream=_CONDITION)


@rule("falco/undefined-macro", Severity.ERROR)
def undefined_macro(name: str, hint: str) -> Says:
    """A macro that a condition names is defined.

    A rule sees every macro. A macro sees only those that are defined above it.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: spawned_proces and proc.name = sh  # expect: falco/undefined-macro
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - macro: spawned_process
      condition: evt.type in (execve, execveat)

    - rule: Shell started
      desc: A shell was started.
      condition: spawned_process and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(f"there is no macro `{name}`", hint, upstream="LOAD_ERR_VALIDATE")


@rule("falco/macro-loop", Severity.ERROR)
def macro_loop(name: str) -> Says:
    """A macro does not lead back to itself.

    A macro that is defined a second time sees its first definition's name, and so itself. To add to a macro,
    append to it with `override`.

    ```yaml
    - macro: shell
      condition: proc.name = sh

    - macro: shell  # expect: falco/redefined
      condition: shell or proc.name = ash  # expect: falco/macro-loop

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and shell
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
    return Says(
        f"the macro `{name}` leads back to itself",
        "append to the earlier one with `override: {condition: append}`, or give this one another name",
        upstream="LOAD_ERR_VALIDATE",
    )


@rule("falco/unknown-field", Severity.ERROR)
def unknown_field(fault: str, hint: str) -> Says:
    """A field that a condition names is one of Falco's, with an argument where it takes one.

    `falco --list` names the fields, and so does this site's reference.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.nme = sh  # expect: falco/unknown-field
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
    return Says(fault, hint, upstream=_CONDITION)


@rule("falco/unknown-event-type", Severity.ERROR)
def unknown_event_type(fault: str, hint: str) -> Says:
    """A value of `evt.type` is an event type, written out and in lower case.

    Falco looks at the values whatever the operator is, so `evt.type startswith exec` is refused as well.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type in (execve, exeve) and proc.name = sh  # expect: falco/unknown-event-type
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type in (execve, execveat) and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(fault, hint, upstream=_CONDITION)


@rule("falco/wrong-operator", Severity.ERROR)
def wrong_operator(what: str, operator: str, hint: str) -> Says:
    """A field is compared with an operator that its type has.

    Texts have all but `bcontains` and `bstartswith`; numbers, times and ports are equal, less or greater;
    addresses, networks, `true` and `false` are only equal or not; a list is asked with `in` and `intersects`.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = connect and fd.sip contains 10.0  # expect: falco/wrong-operator
      output: connection to %fd.sip
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = connect and fd.snet = "10.0.0.0/16"
      output: connection to %fd.sip
      priority: NOTICE
    ```
    """
    return Says(f"{what}, which has no `{operator}`", hint, upstream=_CONDITION)


@rule("falco/wrong-operand", Severity.ERROR)
def wrong_operand(fault: str, hint: str) -> Says:
    """A value is one that the field's type can be compared with.

    Numbers are decimal, a network has its length, a port is a number or the name of a service.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and user.uid = root  # expect: falco/wrong-operand
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and user.uid = 0
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(fault, hint, upstream=_CONDITION)


@rule("falco/invalid-regex", Severity.ERROR)
def invalid_regex(fault: str, hint: str) -> Says:
    r"""A regular expression is one of RE2's POSIX syntax.

    There is no `\d`, no `(?i)` and no lookahead; `[[:digit:]]` and its kin take their place. The whole value
    has to match.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name regex '(?i)bash.+'  # expect: falco/invalid-regex
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name regex '[bB]ash.+'
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(f"this is no regular expression to Falco: {fault}", hint, upstream=_CONDITION)


@rule("falco/wrong-transformer", Severity.ERROR)
def wrong_transformer(fault: str, hint: str) -> Says:
    """A transformer is over operands that it can transform.

    `tolower(`, `toupper(` and `basename(` take texts, `len(` texts and lists, `join(` a separator and a list,
    `concat(` two texts or more.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and tolower(proc.pid) = 1  # expect: falco/wrong-transformer
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and tolower(proc.name) = bash
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(fault, hint, upstream=_CONDITION)


@rule("falco/wrong-right-field", Severity.ERROR)
def wrong_right_field(fault: str, hint: str) -> Says:
    """A field on the right-hand side is of the left side's type, and both can be compared so.

    Fields that are looked for among all ancestors, both ends of a connection and networks are compared with
    constants only.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = val(proc.pid)  # expect: falco/wrong-right-field
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = val(proc.pname)
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(fault, hint, upstream=_CONDITION)


@rule("falco/unknown-filter", Severity.WARNING)
def unknown_filter(fault: str, hint: str) -> Says:
    """A rule is not dropped for a field that this Falco does not know.

    With `skip-if-unknown-filter: true` an unknown field or event type drops the rule, and Falco goes on.

    ```yaml
    - rule: Shell started  # expect: falco/unknown-filter
      desc: A shell was started.
      condition: evt.type = execve and proc.nme = sh
      output: shell (user=%user.name)
      priority: NOTICE
      skip-if-unknown-filter: true
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: shell (user=%user.name)
      priority: NOTICE
      skip-if-unknown-filter: true
    ```
    """
    return Says(f"Falco drops this rule: {fault}", hint, upstream="LOAD_UNKNOWN_FILTER")


@rule("falco/no-event-type", Severity.WARNING)
def no_event_type(why: str) -> Says:
    """A rule says which event types it is about.

    Falco tries a rule only for the event types that its condition names. One that names none, or too many,
    is tried for every event of the node, and slows all of them.

    ```yaml
    - rule: Shell started  # expect: falco/no-event-type
      desc: A shell was started.
      condition: proc.name = sh
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
    return Says(
        why,
        "begin the condition with the event types, as in `evt.type in (execve, execveat) and …`",
        upstream="LOAD_NO_EVTTYPE",
    )


@rule("falco/field-as-text", Severity.WARNING)
def field_as_text(text: str, hint: str) -> Says:
    """A value that is the name of a field is meant as that text.

    On the right-hand side a name is plain text. `val(…)` takes the value of a field.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = proc.pname  # expect: falco/field-as-text
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = val(proc.pname)
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(f"`{text}` is compared with as plain text", hint, upstream="LOAD_COMPILE_CONDITION")


@rule("falco/needless-regex", Severity.WARNING)
def needless_regex(pattern: str) -> Says:
    """A regular expression is used where simpler operators would not do.

    A regular expression costs many times what `=`, `contains`, `startswith` and `endswith` cost.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.cmdline regex '.*shadow.*'  # expect: falco/needless-regex
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.cmdline contains shadow
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    inner = pattern.removeprefix("^").removesuffix("$")
    begins, ends = inner.startswith((".*", ".+")), inner.endswith((".*", ".+"))
    text = inner[2 * begins : len(inner) - 2 * (ends and len(inner) > 2 * begins)]
    operator = {(True, True): "contains", (True, False): "endswith", (False, True): "startswith"}.get(
        (begins, ends), "="
    )
    return Says(
        f"`{pattern}` needs no regular expression",
        f"write `{operator} {text}`",
        upstream="LOAD_COMPILE_CONDITION",
    )


@rule("falco/unsafe-na", Severity.WARNING)
def unsafe_na(field: str) -> Says:
    """A field of audit events is not compared with `<NA>`.

    A field without a value is equal to nothing, `<NA>` included. `exists` asks whether there is a value.

    ```yaml
    - required_plugin_versions:
        - name: k8saudit
          version: 0.7.0

    - rule: Shell started
      desc: A shell was started.
      condition: ka.verb = delete and ka.target.name != "<NA>"  # expect: falco/unsafe-na
      output: deleted by %ka.user.name
      priority: NOTICE
      source: k8s_audit
    ```

    ```yaml
    - required_plugin_versions:
        - name: k8saudit
          version: 0.7.0

    - rule: Shell started
      desc: A shell was started.
      condition: ka.verb = delete and ka.target.name exists
      output: deleted by %ka.user.name
      priority: NOTICE
      source: k8s_audit
    ```
    """
    return Says(
        f"`{field}` is never `<NA>`: without a value every comparison is false",
        f"write `{field} exists`, or `not {field} exists`",
        upstream="LOAD_UNSAFE_NA_CHECK",
    )


@rule("falco/deprecated-field", Severity.WARNING)
def deprecated_field(field: str, hint: str, of_falco: bool = True) -> Says:
    """A field is one that Falco goes on to have.

    Falco 0.44 warns of `evt.dir`, `evt.latency…` and `evt.wait_latency`, and keeps other old fields without
    a word, though they have no value any more.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and evt.dir = < and proc.name = sh  # expect: falco/deprecated-field
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
    return Says(f"`{field}` is deprecated", hint, upstream="LOAD_DEPRECATED_ITEM" if of_falco else None)


@rule("falco/output-syntax", Severity.ERROR)
def output_syntax(fault: str, hint: str) -> Says:
    """A `%` in an output begins a field.

    There is no `%%`: write "percent", or leave the sign out.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: "100% a shell (user=%user.name)"  # expect: falco/output-syntax
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
    return Says(fault, hint, upstream="LOAD_ERR_COMPILE_OUTPUT")


@rule("falco/foreign-field", Severity.WARNING)
def foreign_field(field: str, source: str) -> Says:
    """A rule uses the fields of its own source of events.

    A rule on audit events has `ka.…`, `jevt.…` and the general `evt.…` fields. Falco without the plugin
    drops such a rule unread; with the plugin it refuses the rule for a field of system calls.

    ```yaml
    - required_plugin_versions:
        - name: k8saudit
          version: 0.7.0

    - rule: Shell started
      desc: A shell was started.
      condition: ka.verb = create and proc.name = sh  # expect: falco/foreign-field
      output: created by %ka.user.name
      priority: NOTICE
      source: k8s_audit
    ```

    ```yaml
    - required_plugin_versions:
        - name: k8saudit
          version: 0.7.0

    - rule: Shell started
      desc: A shell was started.
      condition: ka.verb = create and ka.target.resource = pods
      output: created by %ka.user.name
      priority: NOTICE
      source: k8s_audit
    ```
    """
    return Says(
        f"`{field}` is a field of system calls, which events of the source `{source}` do not have",
        "use the fields of this source, or drop `source:` from the rule",
    )


RULES: tuple[AnyRule, ...] = (
    condition_syntax,
    undefined_macro,
    macro_loop,
    unknown_field,
    unknown_event_type,
    wrong_operator,
    wrong_operand,
    invalid_regex,
    wrong_transformer,
    wrong_right_field,
    unknown_filter,
    no_event_type,
    field_as_text,
    needless_regex,
    unsafe_na,
    deprecated_field,
    output_syntax,
    foreign_field,
)
