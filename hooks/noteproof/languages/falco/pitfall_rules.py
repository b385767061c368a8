"""What Falco takes without a word, and no author means."""

from __future__ import annotations

from noteproof.finding import AnyRule, Related, Says, Severity, rule


@rule("falco/misspelt-list", Severity.WARNING)
def misspelt_list(name: str, why: str, hint: str) -> Says:
    """A name in the parentheses of `in` is the name of a list, or a value that is meant.

    Falco puts lists into conditions as text. A name that is none stays there as a plain value that nothing
    is ever equal to, and Falco says nothing.

    ```yaml
    - list: shell_binaries  # expect: falco/unused
      items: [sh, bash]

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name in (shell_binares)  # expect: falco/misspelt-list
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - list: shell_binaries
      items: [sh, bash]

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name in (shell_binaries)
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(f"`{name}` {why}, so it is compared with as plain text", hint)


@rule("falco/list-in-text", Severity.WARNING)
def list_in_text(name: str, where: str, items: str) -> Says:
    """The name of a list stands where a list is meant.

    Falco puts the items of a list in the place of its name wherever that stands between blanks, commas, `=`
    or parentheses, inside quotes too.

    ```yaml
    - list: cat
      items: [tiger, lion]

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.cmdline contains "my cat food"  # expect: falco/list-in-text
      output: cat food (command=%proc.cmdline)
      priority: NOTICE
    ```

    ```yaml
    - list: cats
      items: [tiger, lion]

    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name in (cats) and proc.cmdline contains "my cat food"
      output: cat food (command=%proc.cmdline)
      priority: NOTICE
    ```
    """
    return Says(
        f"`{name}` is the name of a list, whose items Falco puts in here, {where}: {items}",
        "give the list a name that is no word of yours, such as one with `_`",
    )


@rule("falco/field-with-rest", Severity.WARNING)
def field_with_rest(field: str, rest: str, hint: str) -> Says:
    """A field of an output ends where its author thinks that it ends.

    Falco takes the longest name that is a field, and prints what follows as text: `%proc.names` prints the
    name of the process and an `s`.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: "shell (name=%proc.names)"  # expect: falco/field-with-rest
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: "shell (name=%proc.name)"
      priority: NOTICE
    ```
    """
    return Says(f"`%{field}{rest}` prints `{field}`, followed by the text `{rest}`", hint)


@rule("falco/swallowed-comment", Severity.WARNING)
def swallowed_comment(key: str) -> Says:
    """A line that begins with `#` inside a block scalar is text, and no comment.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      output: >  # expect: falco/swallowed-comment
        shell (user=%user.name)
        # the parent would help
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh
      # the parent would help
      output: >
        shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(
        f"this line is part of the {key}: inside a block scalar `#` begins no comment",
        "move the comment above the key, or remove it",
    )


@rule("falco/mixed-and-or", Severity.WARNING)
def mixed_and_or(left: str, side: str) -> Says:
    """Where `and` and `or` meet, parentheses say what belongs together.

    `and` binds tighter than `or`: `a and b or c` holds whenever `c` does, whatever `a` is.

    ```yaml
    - rule: Shell started  # expect: falco/no-event-type
      desc: A shell was started.
      condition: evt.type = execve and proc.name = sh or proc.name = bash  # expect: falco/mixed-and-or
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and (proc.name = sh or proc.name = bash)
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(
        f"this holds by itself: `{left}` belongs to what stands {side} `or` only",
        "put what belongs together in parentheses",
    )


@rule("falco/regex-whole-value", Severity.WARNING)
def regex_whole_value(pattern: str, bare: str, words: str) -> Says:
    """A regular expression of alternatives matches the whole value.

    `curl|wget` matches a value that is `curl` or `wget`, and none that holds one of them.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.cmdline regex 'curl|wget'  # expect: falco/regex-whole-value
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.cmdline regex '.*(curl|wget).*'
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(
        f"`{pattern}` matches a value that is one of these words, and none that holds one",
        f"write `.*({bare}).*` for a part of the value, or `in ({words})` for the whole",
    )


@rule("falco/shadowed-rule", Severity.WARNING)
def shadowed_rule(name: str, by: str, first: Related | None) -> Says:
    """A rule is reached by some event.

    For each event Falco raises the first rule that holds (`rule_matching: first`). A rule that holds only
    where an earlier one holds too never raises an alert.

    ```yaml
    - rule: Program started
      desc: A shell was started.
      condition: evt.type = execve
      output: shell (user=%user.name)
      priority: NOTICE

    - rule: Shell started  # expect: falco/shadowed-rule
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

    - rule: Program started
      desc: A shell was started.
      condition: evt.type = execve
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(
        f"wherever `{name}` holds, `{by}` holds before it, and Falco raises the first rule only",
        "move this rule before that one, or narrow that one",
        related=(first,) if first else (),
    )


@rule("falco/engine-defect", Severity.WARNING)
def engine_defect(what: str, hint: str) -> Says:
    """A condition is one that the engine of Falco 0.44.1 decides rightly.

    Seen in it: `fd.ip in (…)` and `proc.apid in (…)` are never true, `fd.net in (…)` looks at its first
    network only, `fd.ip intersects` and `fd.port intersects` stop it at the first connection, an equality
    with a network takes no `anyof`, and a list of texts that a transformer made is found in no other list.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = connect and fd.ip in (10.0.0.1, 10.0.0.2)  # expect: falco/engine-defect
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = connect and (fd.ip = 10.0.0.1 or fd.ip = 10.0.0.2)
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(what, hint)


@rule("falco/odd-character", Severity.WARNING)
def odd_character(character: str, hint: str) -> Says:
    """A value holds no typographic quotes and no unusual blanks.

    To Falco they are letters like any other: they become part of the value.

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = “sh”  # expect: falco/odd-character
      output: shell (user=%user.name)
      priority: NOTICE
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = execve and proc.name = "sh"
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(f"{character} is part of the value to Falco", hint)


@rule("falco/breaks-earlier", Severity.ERROR)
def breaks_earlier(what: str, fault: str, upstream: str | None) -> Says:
    """A file that comes after others leaves their rules whole.

    Falco compiles all rules again with each file. A list or a macro that is changed may break a rule of an
    earlier file.

    ```yaml
    # unchecked: it takes two files to show this
    - list: shell_names
      items: []
      override: {items: replace}
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
    return Says(
        f"with this file, {what} loads no more: {fault}",
        "mend the change, or define anew what it breaks",
        upstream=upstream,
    )


@rule("falco/after-broken", Severity.ERROR)
def after_broken(what: str, fault: str, upstream: str | None) -> Says:
    """A file comes after files that load.

    Falco compiles all rules again with each file, so a fault in one of them stops every file behind it, until
    a later one defines anew what is at fault.

    ```yaml
    # unchecked: it takes two files to show this
    # after: broken.yaml
    - rule: Shell started
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
    return Says(
        f"{what} does not load, and so does nothing that comes after: {fault}",
        "mend that file first",
        upstream=upstream,
    )


@rule("falco/event-field", Severity.ERROR)
def event_field(name: str, hint: str) -> Says:
    """A field of an event is one of Falco's.

    ```yaml
    # unchecked: a cases document speaks of the rules above it
    cases:
      - event: {evt.type: execve, proc.nme: sh}
        alerts: []
    ```

    ```yaml
    # unchecked: a cases document speaks of the rules above it
    cases:
      - event: {evt.type: execve, proc.name: sh}
        alerts: []
    ```
    """
    return Says(f"`{name}` is no field of an event", hint)


@rule("falco/event-value", Severity.ERROR)
def event_value(name: str, fault: str, hint: str) -> Says:
    """A field of an event has a value of the field's type.

    ```yaml
    # unchecked: a cases document speaks of the rules above it
    cases:
      - event: {evt.type: execve, user.uid: root}
        alerts: []
    ```

    ```yaml
    # unchecked: a cases document speaks of the rules above it
    cases:
      - event: {evt.type: execve, user.uid: 0}
        alerts: []
    ```
    """
    return Says(f"`{name}` {fault}", hint)


@rule("falco/engine-stops", Severity.ERROR)
def engine_stops(what: str) -> Says:
    """An event does not stop the engine.

    `fd.ip intersects` and `fd.port intersects` load, and stop Falco 0.44.1 at the first connection that they
    are asked about.

    ```yaml
    # unchecked: it takes a rule and an event to show this
    cases:
      - event: {evt.type: connect, fd.sip: 10.0.0.1, fd.sport: 443}
        alerts: []
    ```

    ```yaml
    - rule: Shell started
      desc: A shell was started.
      condition: evt.type = connect and fd.port in (443)
      output: shell (user=%user.name)
      priority: NOTICE
    ```
    """
    return Says(f"at this event Falco stops: {what}", "compare with `in`, or with `=`")


RULES: tuple[AnyRule, ...] = (
    misspelt_list,
    list_in_text,
    field_with_rest,
    swallowed_comment,
    mixed_and_or,
    regex_whole_value,
    shadowed_rule,
    engine_defect,
    odd_character,
    after_broken,
    breaks_earlier,
    event_field,
    event_value,
    engine_stops,
)
