"""What the paths of a Linux system are for: which ones hold programs, and what programs write elsewhere."""

from __future__ import annotations

import re

_CODE = re.compile(
    r"/|/usr|/usr/local|/(?:usr/(?:local/)?)?(?:bin|sbin|lib(?:32|64|x32|o32|exec)?)(?:/.*)?", re.DOTALL
)

_PURPOSES = {
    "/tmp": "temporary files",
    "/var/tmp": "temporary files",
    "/run": "process IDs and sockets",
    "/var/run": "process IDs and sockets",
    "/var/log": "logs",
    "/var/cache": "caches",
    "/var/lib": "the program's own state",
    "/var/spool": "queues",
    "/dev/shm": "shared memory",
    "/etc": "configuration",
    "/home": "a home directory",
    "/root": "a home directory",
}


def holds_code(path: str) -> bool:
    """Whether a clean path is one of programs or libraries, or has such paths right below it."""
    return _CODE.fullmatch(path) is not None


def purpose(path: str) -> str:
    """What programs keep at a clean path or below it, or "" where there is no custom."""
    for folder, what in _PURPOSES.items():
        if path == folder or path.startswith(folder + "/"):
            return what
    return ""
