"""What the API server and the kubelet alike refuse in a Pod that they could decode."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from noteproof.finding import AnyRule, Finding, Route, Value, printed
from noteproof.languages.kubernetes import dns_names, pod_rules
from noteproof.languages.kubernetes.dns_names import LABEL, SUBDOMAIN, Form
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.schema.shapes import Missing
from noteproof.schema.values import shortened
from noteproof.text import nearest
from noteproof.yamltree import Document

rules: tuple[AnyRule, ...] = (
    pod_rules.duplicate_value,
    pod_rules.unsupported_value,
    pod_rules.invalid_name,
    pod_rules.invalid_path,
    pod_rules.missing_volume,
)

_MANY = 100
"""So many mounts without a volume, and volumes, are given thought; a pod with more is no manifest."""

_HOST_PATH_TYPES = (
    "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice",
)  # fmt: skip

_Placed = tuple[Route, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its route."""

    text: str
    route: Route


@dataclass(frozen=True, slots=True)
class _Scene:
    """The document that routes lead into from the object at `base`, and whether the kubelet reads it."""

    document: Document
    base: Route
    kubelet: bool

    def leaves_out(self, route: Route) -> bool:
        """Whether something may be left out of what a route leads to."""
        return self.document.leaves_out((*self.base, *route))

    def text(self, holder: Mapping[str, object], route: Route, key: str) -> _Text | None:
        """The text of a field, unless it stands for one that the author left out."""
        value = holder.get(key)
        if not isinstance(value, str) or (*self.base, *route, key) in self.document.elided:
            return None
        return _Text(value, (*route, key))


def without_image(pod: Mapping[str, object]) -> Iterator[Missing]:
    """The containers without an image, which the schema does not demand."""
    for route, container in _containers(pod.get("spec")):
        if container.get("image") is None:
            yield Missing(route, (*route, "image"))


def check(pod: Mapping[str, object], base: Route, document: Document, kubelet: bool) -> Iterator[Finding]:
    """What is wrong with the names, the volumes and the mounts of a Pod."""
    scene = _Scene(document, base, kubelet)
    metadata, spec = pod.get("metadata"), pod.get("spec")
    if isinstance(metadata, dict):
        yield from _pod_name(metadata, scene)
    if not isinstance(spec, dict):
        return
    containers = list(_containers(spec))
    volumes = list(_items(spec, "volumes", ("spec",)))
    yield from _names(containers, "container", scene)
    for route, container in containers:
        yield from _filled(scene.text(container, route, "image"))
    yield from _names(volumes, "volume", scene)
    for route, volume in volumes:
        yield from _host_path(volume.get("hostPath"), (*route, "hostPath"), scene)
    mounts = [list(_items(container, "volumeMounts", route)) for route, container in containers]
    for of_container in mounts:
        yield from _mounts(of_container, scene)
    yield from _without_volume([it for of_container in mounts for it in of_container], volumes, spec, scene)


def _pod_name(metadata: Mapping[str, object], scene: _Scene) -> Iterator[Finding]:
    name = scene.text(metadata, ("metadata",), "name")
    if name is None or (not name.text and metadata.get("generateName") and not scene.kubelet):
        return
    if not name.text or not scene.kubelet:
        yield from _named(name, "pod", SUBDOMAIN)
    elif len(name.text) <= SUBDOMAIN.longest - len("-n"):
        why = dns_names.fault(name.text + "-n", SUBDOMAIN)
        if why:
            yield _invalid(name, "pod", why, SUBDOMAIN)


def _names(owners: Iterable[_Placed], owner: str, scene: _Scene) -> Iterator[Finding]:
    """The names that are empty, wrong or not unique."""
    given = [scene.text(value, route, "name") for route, value in owners]
    for name in given:
        if name is not None:
            yield from _named(name, owner, LABEL)
    for first, name in _repeated(given):
        what = f'two {owner}s are called "{shortened(name.text)}"'
        hint = f"give this {owner} a name of its own"
        yield pod_rules.duplicate_value.at(
            Value(name.route), what, Value(first.route), hint, "Duplicate value"
        )


def _named(name: _Text, owner: str, form: Form) -> Iterator[Finding]:
    yield from _filled(name)
    why = dns_names.fault(name.text, form) if name.text else None
    if why:
        yield _invalid(name, owner, why, form)


def _invalid(name: _Text, owner: str, why: str, form: Form) -> Finding:
    hint = dns_names.advice(name.text, form)
    return pod_rules.invalid_name.at(Value(name.route), shortened(name.text), owner, why, hint)


def _host_path(source: object, route: Route, scene: _Scene) -> Iterator[Finding]:
    if not isinstance(source, dict):
        return
    path, type = scene.text(source, route, "path"), scene.text(source, route, "type")
    yield from _filled(path)
    if path is not None and ".." in path.text.split("/"):
        straight = posixpath.normpath(path.text) if path.text.startswith("/") else None
        yield pod_rules.invalid_path.at(
            Value(path.route), shortened(path.text), straight and shortened(straight)
        )
    if type is not None and type.text and type.text not in _HOST_PATH_TYPES:
        meant = nearest(type.text, _HOST_PATH_TYPES)
        yield pod_rules.unsupported_value.at(
            Value(type.route), "hostPath.type", shortened(type.text), meant, _HOST_PATH_TYPES
        )


def _mounts(mounts: Iterable[_Placed], scene: _Scene) -> Iterator[Finding]:
    """The mounts of one container without a name or a path, or at the same path as another."""
    paths = []
    for route, mount in mounts:
        yield from _filled(scene.text(mount, route, "name"))
        paths.append(scene.text(mount, route, "mountPath"))
        yield from _filled(paths[-1])
    for first, path in _repeated(paths):
        what = f'two mounts of the container are at "{shortened(path.text)}"'
        hint = "mount this one at another path"
        yield pod_rules.duplicate_value.at(
            Value(path.route), what, Value(first.route), hint, "must be unique"
        )


def _without_volume(
    mounts: Iterable[_Placed], volumes: list[_Placed], spec: Mapping[str, object], scene: _Scene
) -> Iterator[Finding]:
    """The mounts of volumes that the pod does not have, if it is known which ones it has."""
    known = [name.text for route, it in volumes if (name := scene.text(it, route, "name")) and name.text]
    listed = spec.get("volumes")
    if listed is None:
        # `volume:` is refused already; the kubelet drops it.
        whole = scene.kubelet or nearest("volumes", spec) is None
    else:
        whole = isinstance(listed, list) and len(known) == len(listed)
    places = (("spec", "volumes"), *(route for route, _ in volumes))
    if not whole or any(scene.leaves_out(route) for route in places):
        return
    there = frozenset(known)
    wanted = (scene.text(mount, route, "name") for route, mount in mounts)
    lost = (name for name in wanted if name is not None and name.text and name.text not in there)
    for count, name in enumerate(lost):
        meant = nearest(name.text, there) if max(count, len(there)) < _MANY else None
        yield pod_rules.missing_volume.at(Value(name.route), shortened(name.text), meant)


def _filled(field: _Text | None) -> Iterator[Finding]:
    """That a required text is empty, if it is."""
    if field is not None and not field.text:
        name = printed(field.route)
        yield missing_field.at(Value(field.route), name, f"write the {field.route[-1]}", "empty")


def _repeated(texts: Iterable[_Text | None]) -> Iterator[tuple[_Text, _Text]]:
    """Each text that was there before, behind its first."""
    seen: dict[str, _Text] = {}
    for it in texts:
        if it is not None and it.text:
            first = seen.setdefault(it.text, it)
            if first is not it:
                yield first, it


def _containers(spec: object) -> Iterator[_Placed]:
    """The containers, and behind them the init containers, as the server looks at them."""
    if isinstance(spec, dict):
        for key in ("containers", "initContainers"):
            yield from _items(spec, key, ("spec",))


def _items(holder: Mapping[str, object], key: str, route: Route) -> Iterator[_Placed]:
    """The mappings in a list, with their routes; a null counts as an empty one."""
    value = holder.get(key)
    if isinstance(value, list):
        for at, item in enumerate(value):
            if item is None or isinstance(item, dict):
                yield (*route, key, at), item or {}
