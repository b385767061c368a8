"""A CustomResourceDefinition: its names, its versions, and how they are stored and shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from noteproof.finding import Key, Route, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import cel, field_rules, names, rules
from noteproof.languages.kubernetes.validation.admission import crd_rules, crd_schemas, crd_validations
from noteproof.languages.kubernetes.validation.admission.webhooks import client
from noteproof.languages.kubernetes.validation.criteria import (
    called,
    formed,
    invalid_name,
    not_empty,
    one_of,
    repeated,
    unsupported,
    where_absent,
)
from noteproof.languages.kubernetes.validation.names import LABEL_1035, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.schema.shapes import Missing
from noteproof.schema.values import shortened

_SCOPES = ("Cluster", "Namespaced")
_COLUMNS = ("integer", "number", "string", "boolean", "date")
_FORMATS = ("int32", "int64", "float", "double", "byte", "date", "date-time", "password")
_STRATEGIES = ("None", "Webhook")
_REVIEWS = ("v1", "v1beta1")
_PRINTED = "additionalPrinterColumns"
_APPROVED = "api-approved.kubernetes.io"
_PROTECTED = (".k8s.io", ".kubernetes.io")
_UNDER = {
    "specReplicasPath": (".spec.",),
    "statusReplicasPath": (".status.",),
    "labelSelectorPath": (".status.", ".spec."),
}
_LONGEST_WARNING = 256
_SELECTED = "selectableFields"
_SELECTABLE = ("string", "integer", "boolean")


def _definition(definition: Node) -> Iterator[Fault]:
    """What is asked of the name and the annotations, which follow from the spec."""
    metadata, spec = definition.node("metadata"), definition.node("spec")
    if metadata is None:
        return
    name = metadata.placed("name")
    yield from formed(name, "CustomResourceDefinition", SUBDOMAIN)
    if spec is None:
        return
    given, group = spec.node("names"), spec.filled("group")
    plural = given.filled("plural") if given else ""
    known = (plural and group) or not definition.leaves_out("spec")
    if name is not None and name.text and name.text != f"{plural}.{group}" and known:
        wanted = shortened(f"{plural or '<plural>'}.{group or '<group>'}")
        yield crd_rules.definition_name.at(Value(name.route), shortened(name.text), wanted)
    if group.endswith(_PROTECTED) or group in ("k8s.io", "kubernetes.io"):
        annotations = metadata.node("annotations")
        if annotations is None or not annotations.filled(_APPROVED):
            route = metadata.to("annotations", _APPROVED)
            hint = "use a group of your own domain"
            where = metadata.named(route, spec.at("group"))
            yield missing_field.at(where, _APPROVED, hint)


def _spec(spec: Node) -> Iterator[Fault]:
    group = spec.placed("group")
    yield from not_empty(group)
    yield from formed(group, "group", SUBDOMAIN)
    if group is not None and group.text and "." not in group.text and not names.fault(group.text, SUBDOMAIN):
        why = "it has no dot"
        yield rules.invalid_name.at(Value(group.route), group.text, "group", why, "add a domain to it")
    yield from not_empty(spec.placed("scope"))
    yield from one_of(spec, "scope", _SCOPES)
    if not (spec.has("names") or spec.leaves_out("names") or spec.misspells("names")):
        for key in ("plural", "singular", "kind", "listKind"):
            yield spec.missing("names", key)
    if spec.flag("preserveUnknownFields"):
        hint = "remove it, and write `x-kubernetes-preserve-unknown-fields: true` into the schema"
        what = "`preserveUnknownFields` cannot be true"
        yield field_rules.conflicting_fields.at(spec.at("preserveUnknownFields"), what, hint)
    yield from _versions(spec)
    conversion = spec.node("conversion")
    if conversion is not None:
        yield from _conversion(conversion)


def _names(given: Node) -> Iterator[Fault]:
    """Names in lower case but for the kinds; a list has a kind of its own."""
    if given.route[-1:] == ("acceptedNames",):
        # The server writes these.
        return
    for key in ("plural", "kind"):
        yield from not_empty(given.placed(key))
    if not (given.filled("kind") or given.leaves_out() or given.misspells("kind")):
        # The server makes them of the kind.
        for key in ("singular", "listKind"):
            if not given.filled(key):
                where = given.named(given.to(key), given.key())
                yield missing_field.at(where, key, "add `kind:`, of which it is made")
    for key in ("plural", "singular"):
        yield from formed(given.placed(key), key, LABEL_1035)
    for key in ("kind", "listKind"):
        text = given.placed(key)
        why = names.fault(text.text.lower(), LABEL_1035) if text and text.text else None
        if text is not None and why:
            yield invalid_name(text, "kind", why, LABEL_1035)
    for key, what in (("shortNames", "short name"), ("categories", "category")):
        for text in given.texts(key):
            why = names.fault(text.text, LABEL_1035)
            if why:
                yield invalid_name(text, what, why, LABEL_1035)
    if given.filled("listKind") and given.filled("listKind") == given.filled("kind"):
        what = "the list has the same kind as its items"
        yield field_rules.conflicting_fields.at(given.at("listKind"), what, "remove `listKind`")


def _versions(spec: Node) -> Iterator[Fault]:
    versions = list(spec.nodes("versions"))
    given = [it.placed("name") for it in versions]
    for text in given:
        why = names.fault(text.text, LABEL_1035) if text else None
        if text is not None and why:
            yield invalid_name(text, "version", why, LABEL_1035)
    first = given[0] if given else None
    why = names.fault(first.text, LABEL_1035) if first and first.text else None
    if first is not None and why:
        # The server copies the first version into a field of its own.
        fault = invalid_name(first, "version", why, LABEL_1035)
        where = spec.named(spec.to("version"), Value(first.route))
        yield replace(fault, where=where)
    known = [it.text for it in given if it]
    at, partly = spec.key("versions"), spec.leaves_out("versions")
    if len(set(known)) < len(known):
        yield crd_rules.definition_versions.at(at, "two versions have the same name", "rename one of them")
    stored = sum(it.flag("storage") is True for it in versions)
    if (
        isinstance(spec.value.get("versions"), list)
        and stored != 1
        and not (partly and not stored and spec.elides())
    ):
        what = f"{stored or 'no'} version{'s' if stored else ''} would be stored"
        yield crd_rules.definition_versions.at(at, what, "write `storage: true` for one of them")
    for version in versions:
        yield from _deprecation(version)
    yield from _contents(spec, versions)


def _deprecation(version: Node) -> Iterator[Fault]:
    """What the server says to those who use a deprecated version."""
    text = version.text("deprecationWarning")
    if text is None:
        return
    if not version.flag("deprecated"):
        why, hint = "the version is not deprecated", "add `deprecated: true`"
    elif not text:
        why, hint = "it is empty", "write the warning, or remove it"
    elif len(text.encode()) > _LONGEST_WARNING:
        why, hint = f"it is longer than {_LONGEST_WARNING} characters", "write a shorter one"
    elif not text.isprintable():
        why, hint = "it has characters that cannot be printed", "write it on one line"
    else:
        return
    where = version.at("deprecationWarning")
    yield field_rules.malformed_text.at(where, "deprecationWarning", shortened(text), why, hint)


def _contents(spec: Node, versions: list[Node]) -> Iterator[Fault]:
    """Schema, columns and subresources; where all versions have the same, the server moves them up."""
    moved = all(it.value.get("schema") == versions[0].value.get("schema") for it in versions)
    statuses = [bool((holder := it.node("subresources")) and holder.has("status")) for it in versions]
    for version, has_status in zip(versions[:1] if moved else versions, statuses, strict=False):
        part = _below(version, "schema", "openAPIV3Schema")
        if part is not None:
            route = spec.to("validation", "openAPIV3Schema") if moved else part.route
            yield from crd_schemas.check(part, route, any(statuses) if moved else has_status)
    moved = all(it.value.get("subresources") == versions[0].value.get("subresources") for it in versions)
    for version in versions[:1] if moved else versions:
        part = _below(version, "subresources", "scale")
        if part is not None:
            yield from _scale(part, spec.to("subresources", "scale") if moved else part.route)
    for version in versions:
        holder = version.node("schema")
        if not version.has("schema") or (holder is not None and not holder.has("openAPIV3Schema")):
            yield version.missing("schema", "openAPIV3Schema")
    same = all(it.value.get(_PRINTED) == versions[0].value.get(_PRINTED) for it in versions)
    for version in versions[:1] if same else versions:
        for at, column in enumerate(version.nodes(_PRINTED)):
            yield from _column(column, (*(spec.route if same else version.route), _PRINTED, at))
    same = all(it.value.get(_SELECTED) == versions[0].value.get(_SELECTED) for it in versions)
    for version in versions:
        for at, field in enumerate(version.nodes(_SELECTED)):
            route = (*(spec.route if same else version.route), _SELECTED, at, "jsonPath")
            yield from _selectable(version, field, route)
    schemas = (part for it in versions if (part := _below(it, "schema", "openAPIV3Schema")))
    yield from cel.remark(text for schema in schemas for text in crd_validations.expressions(schema))


def _below(version: Node, *steps: str) -> Node | None:
    """A mapping below a version."""
    node: Node | None = version
    for step in steps:
        node = node.node(step) if node else None
    return node


def _column(column: Node, route: Route) -> Iterator[Fault]:
    for key, called_so in (("name", "name"), ("type", "type"), ("jsonPath", "JSONPath")):
        text, at = column.text(key), (*route, called_so)
        if not text and (text == "" or not column.has(key)):
            if text == "" or not (column.leaves_out(key) or column.misspells(key)):
                where = column.named(at, column.at(key) if column.has(key) else column.key())
                yield missing_field.at(where, key, f"write its `{key}:`")
        elif key == "jsonPath" and text is not None and not text.startswith("."):
            why, hint = "it does not begin with a dot", f"write `.{shortened(text)}`"
            where = column.named(at, column.at(key))
            yield field_rules.malformed_text.at(where, key, shortened(text), why, hint)
    for key, known in (("type", _COLUMNS), ("format", _FORMATS)):
        placed = column.placed(key)
        if placed is not None and placed.text and placed.text not in known:
            where = column.named((*route, key), Value(placed.route))
            yield called(unsupported(placed, known, where), "Invalid value")


def _selectable(version: Node, field: Node, route: Route) -> Iterator[Fault]:
    """A path to a text, a whole number or a boolean, by which objects may be asked for."""
    text, schema = field.filled("jsonPath"), _below(version, "schema", "openAPIV3Schema")
    if not text or schema is None or schema.elides():
        return
    part: Node | None = schema
    for step in text.removeprefix(".").split("."):
        part = _below(part, "properties", step) if part else None
    why = None
    if not text.startswith("."):
        why = "it does not begin with a dot"
    elif text.startswith(".metadata"):
        why = "it leads to the metadata"
    elif part is None:
        why = "the schema has no such field"
    elif part.value.get("type") not in _SELECTABLE:
        why = "it leads to no text, whole number or boolean"
    if why:
        where, hint = field.named(route, field.at("jsonPath")), "write the path of a field in the schema"
        yield field_rules.malformed_text.at(where, "jsonPath", shortened(text), why, hint)


def _scale(scale: Node, route: Route) -> Iterator[Fault]:
    """Simple paths to where the replicas stand."""
    for key, starts in _UNDER.items():
        text, optional = scale.text(key), key == "labelSelectorPath"
        where = scale.named((*route, key), scale.at(key) if scale.has(key) else scale.key())
        if not text:
            absent = not scale.has(key) and not (scale.leaves_out(key) or scale.misspells(key))
            if not optional and (text == "" or absent):
                yield missing_field.at(where, key, f"write `{key}: {starts[0]}replicas`")
        elif not text.startswith(starts):
            why = f"it does not begin with `{'` or `'.join(starts)}`"
            hint = f"write it as `{starts[0]}{'selector' if optional else 'replicas'}`"
            yield field_rules.malformed_text.at(where, key, shortened(text), why, hint)


def _conversion(conversion: Node) -> Iterator[Fault]:
    strategy = conversion.placed("strategy")
    yield from not_empty(strategy)
    yield from one_of(conversion, "strategy", _STRATEGIES)
    webhook = conversion.node("webhook")
    if strategy is None:
        return
    # The server calls both parts of the webhook as if they stood beside the strategy.
    at_client, at_reviews = (conversion.to(it) for it in ("webhookClientConfig", "conversionReviewVersions"))
    if strategy.text == "Webhook":
        config = webhook.node("clientConfig") if webhook else None
        if config is not None:
            for fault in client(config):
                yield _moved(conversion, fault, config.route, at_client)
        elif not conversion.leaves_out("webhook"):
            where = conversion.named(at_client, (webhook or conversion).key())
            yield missing_field.at(where, "clientConfig", "add `webhook:` with its `clientConfig:`")
        if webhook is None or webhook.value.get("conversionReviewVersions") in (None, []):
            if not conversion.leaves_out("webhook"):
                where = conversion.named(at_reviews, (webhook or conversion).key())
                hint = "add `conversionReviewVersions: [v1]`"
                yield missing_field.at(where, "conversionReviewVersions", hint)
        else:
            yield from _reviews(webhook, at_reviews)
    elif webhook is not None:
        for key, route in (("clientConfig", at_client), ("conversionReviewVersions", at_reviews)):
            if webhook.value.get(key) not in (None, []):
                why = "it is for `strategy: Webhook` only"
                where = conversion.named(route, webhook.key(key))
                yield rules.forbidden_field.at(where, key, why, "remove `webhook`")


def _moved(node: Node, fault: Fault, below: Route, to: Route) -> Fault:
    """A fault under the route that the server calls it by."""
    route = (*to, *(fault.route or ())[len(below) :])
    if isinstance(fault, Missing):
        return missing_field.at(node.named(route, Key(fault.at)), str(route[-1]), f"add `{route[-1]}:`")
    return replace(fault, where=node.named(route, fault.where))


def _reviews(webhook: Node, route: Route) -> Iterator[Fault]:
    """The versions in which the server asks for a conversion."""
    given = list(webhook.texts("conversionReviewVersions"))
    for it in given:
        why = names.fault(it.text, LABEL_1035)
        if why:
            fault = invalid_name(it, "version", why, LABEL_1035)
            yield replace(fault, where=webhook.named((*route, it.route[-1]), Value(it.route)))
    for first, it in repeated(given):
        where = webhook.named((*route, it.route[-1]), Value(it.route))
        what = f'"{shortened(it.text)}" stands twice'
        yield rules.duplicate_value.at(where, what, Value(first.route), "remove it", "Invalid value")
    if given and not any(it.text in _REVIEWS for it in given):
        where = webhook.named(route, Value(given[0].route))
        yield called(unsupported(given[0], _REVIEWS, where), "Invalid value")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "apiextensions.v1.CustomResourceDefinition": (_definition, where_absent("spec", _spec)),
    "apiextensions.v1.CustomResourceDefinitionSpec": (_spec,),
    "apiextensions.v1.CustomResourceDefinitionNames": (_names,),
}
