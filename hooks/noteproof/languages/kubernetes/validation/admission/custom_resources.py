"""A CustomResourceDefinition: its names, its versions, and how they are stored and shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from noteproof.finding import Route, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import cel, field_rules, names, rules
from noteproof.languages.kubernetes.validation.admission import crd_rules, crd_schemas
from noteproof.languages.kubernetes.validation.admission.webhooks import client
from noteproof.languages.kubernetes.validation.criteria import (
    called,
    empty,
    formed,
    invalid_name,
    not_empty,
    not_none,
    one_of,
    unsupported,
)
from noteproof.languages.kubernetes.validation.names import LABEL_1035, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.schema.values import shortened

_SCOPES = ("Cluster", "Namespaced")
_COLUMNS = ("integer", "number", "string", "boolean", "date")
_FORMATS = ("int32", "int64", "float", "double", "byte", "date", "date-time", "password")
_STRATEGIES = ("None", "Webhook")
_REVIEWS = ("v1", "v1beta1")
_PRINTED = "additionalPrinterColumns"
_APPROVED = "api-approved.kubernetes.io"
_PROTECTED = (".k8s.io", ".kubernetes.io")
_UNDER = {"specReplicasPath": ".spec.", "statusReplicasPath": ".status.", "labelSelectorPath": ".status."}


def _definition(definition: Node) -> Iterator[Fault]:
    """What is asked of the name and the annotations, which follow from the spec."""
    metadata, spec = definition.node("metadata"), definition.node("spec")
    if spec is None or metadata is None:
        return
    given, group = spec.node("names"), spec.filled("group")
    plural = given.filled("plural") if given else ""
    name = metadata.placed("name")
    yield from formed(name, "CustomResourceDefinition", SUBDOMAIN)
    if name is not None and name.text and plural and group and name.text != f"{plural}.{group}":
        wanted = shortened(f"{plural}.{group}")
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
    for key in ("plural", "kind"):
        yield from not_empty(given.placed(key))
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
    at, partly = spec.key("versions"), spec.scene.is_part or spec.leaves_out("versions")
    if len(set(known)) < len(known):
        yield crd_rules.definition_versions.at(at, "two versions have the same name", "rename one of them")
    stored = sum(it.flag("storage") is True for it in versions)
    if versions and stored != 1 and not (partly and not stored and spec.elides()):
        what = f"{stored or 'no'} version{'s' if stored else ''} would be stored"
        yield crd_rules.definition_versions.at(at, what, "write `storage: true` for one of them")
    yield from _contents(spec, versions)


def _contents(spec: Node, versions: list[Node]) -> Iterator[Fault]:
    """Schema, columns and subresources; where all versions have the same, the server moves them up."""
    for key, above, below, ask in (
        ("schema", "validation", "openAPIV3Schema", crd_schemas.check),
        ("subresources", "subresources", "scale", _scale),
    ):
        moved = all(it.value.get(key) == versions[0].value.get(key) for it in versions)
        for version in versions[:1] if moved else versions:
            holder = version.node(key)
            part = holder.node(below) if holder else None
            if part is not None:
                yield from ask(part, spec.to(above, below) if moved else version.to(key, below))
    for version in versions:
        holder = version.node("schema")
        if not version.has("schema") or (holder is not None and not holder.has("openAPIV3Schema")):
            yield version.missing("schema", "openAPIV3Schema")
    same = all(it.value.get(_PRINTED) == versions[0].value.get(_PRINTED) for it in versions)
    for version in versions[:1] if same else versions:
        for at, column in enumerate(version.nodes(_PRINTED)):
            yield from _column(column, (*(spec.route if same else version.route), _PRINTED, at))
    schemas = (
        part for it in versions if (holder := it.node("schema")) and (part := holder.node("openAPIV3Schema"))
    )
    yield from cel.remark(text for schema in schemas for text in crd_schemas.expressions(schema))


def _column(column: Node, route: Route) -> Iterator[Fault]:
    for key in ("name", "type", "jsonPath"):
        text = column.placed(key)
        if text is not None and not text.text:
            yield empty(text.route)
    for key, known in (("type", _COLUMNS), ("format", _FORMATS)):
        text = column.placed(key)
        if text is not None and text.text and text.text not in known:
            yield unsupported(text, known, column.named((*route, key), Value(text.route)))


def _scale(scale: Node, route: Route) -> Iterator[Fault]:
    """Simple paths to where the replicas stand."""
    for key, start in _UNDER.items():
        text = scale.placed(key)
        if text is not None and (text.text or key != "labelSelectorPath") and not text.text.startswith(start):
            why = f"it does not begin with `{start}`"
            where = scale.named((*route, key), Value(text.route))
            word = "Invalid value" if text.text else "Required value"
            hint = f"write it as `{start}{'selector' if key == 'labelSelectorPath' else 'replicas'}`"
            yield field_rules.malformed_text.at(where, key, shortened(text.text), why, hint, word)


def _conversion(conversion: Node) -> Iterator[Fault]:
    strategy = conversion.placed("strategy")
    yield from not_empty(strategy)
    yield from one_of(conversion, "strategy", _STRATEGIES)
    webhook = conversion.node("webhook")
    if strategy is None:
        return
    if strategy.text == "Webhook":
        config = webhook.node("clientConfig") if webhook else None
        if config is None:
            yield conversion.missing("webhook", "clientConfig")
        else:
            yield from client(config)
        if webhook is not None:
            yield from _reviews(webhook)
    elif conversion.has("webhook"):
        why = "it is called with `strategy: Webhook` only"
        yield rules.forbidden_field.at(conversion.key("webhook"), "webhook", why, "remove it")


def _reviews(webhook: Node) -> Iterator[Fault]:
    """The versions in which the server asks for a conversion."""
    yield from not_none(webhook, "conversionReviewVersions")
    given = list(webhook.texts("conversionReviewVersions"))
    if given and not any(it.text in _REVIEWS for it in given):
        where = webhook.named(webhook.to("conversionReviewVersions"), Value(given[0].route))
        yield called(unsupported(given[0], _REVIEWS, where), "Invalid value")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "apiextensions.v1.CustomResourceDefinition": (_definition,),
    "apiextensions.v1.CustomResourceDefinitionSpec": (_spec,),
    "apiextensions.v1.CustomResourceDefinitionNames": (_names,),
}
