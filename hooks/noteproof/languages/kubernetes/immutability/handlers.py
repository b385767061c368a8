"""The commands that the kubelet runs inside a container beside its own: hooks and probes."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.kubernetes.immutability.grades import Line
from noteproof.languages.kubernetes.immutability.subjects import Subject
from noteproof.languages.kubernetes.immutability.written import flag, mapping, texts
from noteproof.schema.values import shortened

_WAYS = (
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
    ("startupProbe",),
    ("livenessProbe",),
    ("readinessProbe",),
)


def exec_handlers(subject: Subject) -> Iterator[Line]:
    """Each command of a hook or a probe: it has the rights of the container and no others."""
    is_read_only = flag(subject.context, "readOnlyRootFilesystem") is True and not subject.is_windows
    for way in _WAYS:
        holder = subject.fields
        for key in way:
            holder = mapping(holder, key)
        handler = mapping(holder, "exec")
        command = " ".join(word for _, word in texts(handler, "command"))
        if command:
            shown = shortened(" ".join(command.split()))
            message = f'`{way[-1]}` runs "{shown}" in {subject.label}, with its rights'
            if is_read_only:
                message += " and on its read-only root"
            yield Line("exec", "remark", (*subject.route, *way, "exec", "command"), message)
