"""The fields of a policy or an event held against their types: unknown ones, and values of a wrong type."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.finding import Finding, Key, Says, Severity, Value, printed, rule
from noteproof.languages.audit.levels import LEVELS
from noteproof.languages.audit.policy_rules import invalid_event, wrong_type
from noteproof.languages.audit.types import ENTRY, EVENT, EVENT_LIST, POLICY, RULE, VERSION
from noteproof.languages.audit.validation import one_of
from noteproof.schema import values
from noteproof.schema.places import value_at
from noteproof.schema.shapes import ListOf, Mismatch, Missing, Reading, Struct, Type, Unknown
from noteproof.text import nearest
from noteproof.yamltree import Document


@rule("audit/unknown-field", Severity.WARNING)
def unknown_field(name: str, effect: str, hint: str) -> Says:
    """A field that the policy does not know is ignored, and what it was to say is not said.

    kube-apiserver writes a line into its own log and starts all the same. A rule of which the user, the
    namespace or the verb is ignored holds for everyone, everywhere, for everything.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        verbs: [get, list, watch]
        groups: ["system:nodes"]  # expect: audit/unknown-field
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        verbs: [get, list, watch]
        userGroups: ["system:nodes"]
      - level: Metadata
    ```
    """
    return Says(f'unknown field "{name}", which {effect}', hint, "strict decoding")


RULES = (unknown_field,)

_MEANT = {
    RULE.name: {
        "apiGroup": "resources",
        "apiGroups": "resources",
        "group": "userGroups",
        "groups": "userGroups",
        "nonResourceURL": "nonResourceURLs",
        "paths": "nonResourceURLs",
        "resourceNames": "resources",
        "stages": "omitStages",
        "urls": "nonResourceURLs",
    },
    ENTRY.name: {
        "apiGroup": "group",
        "apiGroups": "group",
        "apiVersion": "group",
        "kinds": "resources",
        "names": "resourceNames",
        "name": "resourceNames",
    },
    POLICY.name: {"policies": "rules", "stages": "omitStages"},
}
"""What is meant by words that are not alike."""

_HEAD = {"apiVersion": VERSION, "kind": POLICY.name}

_LOST = {
    "users": "every user",
    "userGroups": "the members of every group",
    "verbs": "every verb",
    "namespaces": "every namespace",
    "resources": "every resource",
    "nonResourceURLs": "every URL",
}
"""What a rule holds for without a field."""


def faults(value: object, type: Type, document: Document | None) -> Iterator[Finding]:
    """What of a value, of JSON where there is no document, does not fit its type."""
    reading = Reading()
    if value is not None and value.__class__ is not type.plain:
        type.read(value, (), reading)
    for fault in reading.faults:
        if isinstance(fault, Unknown):
            yield _unknown(fault, value)
        elif isinstance(fault, Missing):
            lacks = f"`{printed(fault.route)}` is missing from this event"
            yield invalid_event.at(Key(fault.at), lacks, f"add `{fault.route[-1]}:`")
        else:
            written = values.as_written(fault.value, fault.route, document) if document else ""
            hint = _better(fault) or values.advice(fault.type, fault.value, written)
            said = values.described(fault.value, written)
            yield wrong_type.at(Value(fault.route), fault.type.phrase, said, hint)


def _unknown(fault: Unknown, value: object) -> Finding:
    name = str(fault.route[-1])
    meant = meant_by(name, fault.type)
    where = Key(fault.route)
    hint = f"did you mean `{meant}`?" if meant else _known(fault.type)
    short = values.shortened(name)
    if fault.type in (EVENT, EVENT_LIST) or not _is_of_policy(fault.type):
        return unknown_field.at(where, short, "no audit event has", hint)
    effect = "kube-apiserver ignores"
    beside = value_at(value, fault.route[:-1])
    lost = isinstance(beside, dict) and not beside.get(meant or "")
    if fault.type is POLICY and name.lower() in ("apiversion", "kind"):
        effect = "kube-apiserver takes all the same, and warns of"
    elif fault.type is RULE and meant in _LOST and lost:
        effect += f", so that this rule holds for {_LOST[meant]}"
    elif fault.type is ENTRY and meant == "group" and lost:
        effect += ", so that this entry is of the core group"
        hint += ' It takes one name, as in `group: ""`'
    elif fault.type is ENTRY and meant == "resources" and lost:
        effect += ", so that this entry holds for all of its group"
    if fault.type is RULE and meant == "resources" and name != "resource":
        hint = 'write it into an entry of `resources:`, as in `- group: ""` and `resources: [pods]`'
    return unknown_field.at(where, short, effect, hint)


def _better(fault: Mismatch) -> str | None:
    """How to write a value, where the field has words of its own."""
    if fault.type is ENTRY or (isinstance(fault.type, ListOf) and fault.type.item is ENTRY):
        return 'write `- group: ""`, and below it `resources: [pods]`'
    key = str(fault.route[-1])
    if key in _HEAD and len(fault.route) == 1:
        return f"write `{key}: {_HEAD[key]}`"
    if fault.route[-1] == "level" and not isinstance(fault.value, list):
        return f"write {one_of('', LEVELS)}"
    return None


def _is_of_policy(type: Struct) -> bool:
    return type in (POLICY, RULE, ENTRY) or type.name in (
        "ObjectMeta",
        "OwnerReference",
        "ManagedFieldsEntry",
    )


def meant_by(name: str, type: Struct) -> str | None:
    """The field of a type that was meant by a name that is none."""
    alike = next((field for field in type.fields if field.lower() == name.lower()), None)
    plural = f"{name}s" if f"{name}s" in type.fields else None
    return alike or _MEANT.get(type.name, {}).get(name) or plural or nearest(name, type.fields)


def _known(type: Struct) -> str:
    fields = [f"`{field}`" for field in type.fields]
    return f"the fields here are {', '.join(fields)}" if fields else "remove it"
