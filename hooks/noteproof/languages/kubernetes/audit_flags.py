"""The flags of kube-apiserver that begin with `--audit-`: what each means, takes and is by itself.

They are those of Kubernetes 1.25 to 1.37, from `staging/src/k8s.io/apiserver/pkg/server/options/audit.go`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

CHANGED = 36
"""The minor version in which the defaults of some flags changed."""

REMOVED = {"audit-dynamic-configuration": "dynamic audit configuration was removed in Kubernetes 1.19"}
"""Flags that older notes still show, and what became of them."""


MEANT = {
    "audit-file": "audit-log-path",
    "audit-log": "audit-log-path",
    "audit-log-dir": "audit-log-path",
    "audit-log-file": "audit-log-path",
    "audit-log-level": "audit-policy-file",
    "audit-log-maxdays": "audit-log-maxage",
    "audit-log-maxfiles": "audit-log-maxbackup",
    "audit-log-maxbackups": "audit-log-maxbackup",
    "audit-path": "audit-log-path",
    "audit-policy": "audit-policy-file",
    "audit-policy-config": "audit-policy-file",
    "audit-policy-path": "audit-policy-file",
    "audit-webhook": "audit-webhook-config-file",
    "audit-webhook-config": "audit-webhook-config-file",
}
"""What is meant by names that are not alike."""


class Kind(StrEnum):
    """What the value of a flag is, with its article."""

    PATH = "a path"
    WHOLE = "a whole number"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    DURATION = "a duration"
    CHOICE = "one of"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag, without its dashes.

    `least` is the smallest number that the server takes once the flag's backend is on, and `unit` what the
    number counts. `earlier` is the default up to the version before `CHANGED`, where it was another.
    `instead` is the flag that took the place of a deprecated one.
    """

    name: str
    kind: Kind
    default: str
    meaning: str
    choices: tuple[str, ...] = ()
    least: int | None = None
    unit: str = ""
    earlier: str = ""
    instead: str = ""

    @property
    def backend(self) -> str:
        """The backend that the flag is of, `log` or `webhook`; nothing for the policy."""
        word = self.name.split("-")[1]
        return "" if word == "policy" else word

    @property
    def values(self) -> str:
        """The values in words, those of a choice one by one."""
        if self.kind is Kind.CHOICE:
            *head, last = (f"`{choice}`" for choice in self.choices)
            return f"{', '.join(head)} or {last}" if head else last
        if self.kind is Kind.DURATION:
            return "a duration, such as `10s`"
        if self.least is not None:
            counted = f" of {self.unit}" if self.unit else ""
            return f"{self.kind}{counted}, {self.least} or more"
        return self.kind


MODES = ("batch", "blocking", "blocking-strict")
VERSIONS = ("audit.k8s.io/v1",)


def _of_both(backend: str, where: str, defaults: dict[str, str]) -> Iterator[Flag]:
    """The flags that each backend has; `defaults` are those in which the two differ."""
    name = f"audit-{backend}"
    yield Flag(
        f"{name}-mode",
        Kind.CHOICE,
        defaults["mode"],
        "whether a request waits until its event is written: `batch` collects events and writes them later,"
        " `blocking` waits, and `blocking-strict` also fails the request whose event cannot be written",
        choices=MODES,
    )
    yield Flag(
        f"{name}-version",
        Kind.CHOICE,
        "audit.k8s.io/v1",
        f"the API version in which events are {where}",
        choices=VERSIONS,
    )
    batch = (
        ("buffer-size", Kind.WHOLE, "so many events wait at most; further ones are lost", 1, "events"),
        ("max-size", Kind.WHOLE, "so many events are in a batch at most", 1, "events"),
        ("max-wait", Kind.DURATION, "a batch that is not full is written after this time", None, ""),
        ("throttle-enable", Kind.BOOLEAN, "whether batches are held back when there are many", None, ""),
        ("throttle-qps", Kind.NUMBER, "so many batches a second are let through on average", None, ""),
        ("throttle-burst", Kind.WHOLE, "so many batches are let through at once after a pause", None, ""),
    )
    for key, kind, meaning, least, unit in batch:
        said = f"{meaning}; for the mode `batch` only"
        yield Flag(f"{name}-batch-{key}", kind, defaults[key], said, least=least, unit=unit)
    yield Flag(
        f"{name}-truncate-enabled",
        Kind.BOOLEAN,
        "false",
        "whether events and batches that are too large are cut",
    )
    yield Flag(
        f"{name}-truncate-max-batch-size",
        Kind.WHOLE,
        "10485760",
        "a larger batch is split; not below the size of an event",
        least=1,
        unit="bytes",
    )
    yield Flag(
        f"{name}-truncate-max-event-size",
        Kind.WHOLE,
        "102400",
        "a larger event loses its request and response, and is dropped if that is not enough",
        least=1,
        unit="bytes",
    )


_OF_LOG = {
    "mode": "blocking", "buffer-size": "10000", "max-size": "1", "max-wait": "0s",
    "throttle-enable": "false", "throttle-qps": "0", "throttle-burst": "0",
}  # fmt: skip
_OF_WEBHOOK = {
    "mode": "batch", "buffer-size": "10000", "max-size": "400", "max-wait": "30s",
    "throttle-enable": "true", "throttle-qps": "10", "throttle-burst": "15",
}  # fmt: skip

_ALL = (
    Flag(
        "audit-policy-file",
        Kind.PATH,
        "",
        "the file that holds the audit policy; without it nothing is recorded",
    ),
    Flag("audit-log-path", Kind.PATH, "", "the file that events are written to; `-` is standard output"),
    Flag(
        "audit-log-maxage",
        Kind.WHOLE,
        "366",
        "after so many days an old log file is deleted; 0 keeps them for ever",
        least=0,
        unit="days",
        earlier="0",
    ),
    Flag(
        "audit-log-maxbackup",
        Kind.WHOLE,
        "100",
        "so many old log files are kept; 0 keeps them all",
        least=0,
        unit="files",
        earlier="0",
    ),
    Flag(
        "audit-log-maxsize",
        Kind.WHOLE,
        "100",
        "the size at which a log file becomes an old one; 0 switches that off, and up to 1.35 meant 100",
        least=0,
        unit="megabytes",
        earlier="0",
    ),
    Flag("audit-log-compress", Kind.BOOLEAN, "false", "whether old log files are compressed with gzip"),
    Flag(
        "audit-log-format",
        Kind.CHOICE,
        "json",
        "how an event is written: `json`, or `legacy`, a line of text",
        choices=("json", "legacy"),
    ),
    *_of_both("log", "written to the log", _OF_LOG),
    Flag(
        "audit-webhook-config-file",
        Kind.PATH,
        "",
        "the file, written like a kubeconfig, that says which service events are sent to",
    ),
    Flag(
        "audit-webhook-initial-backoff",
        Kind.DURATION,
        "10s",
        "so long the server waits before it sends again what failed the first time",
    ),
    Flag(
        "audit-webhook-batch-initial-backoff",
        Kind.DURATION,
        "10s",
        "the old name of `--audit-webhook-initial-backoff`",
        instead="audit-webhook-initial-backoff",
    ),
    *_of_both("webhook", "sent to the service", _OF_WEBHOOK),
)

FLAGS = {flag.name: flag for flag in _ALL}
"""Every flag by its name, without dashes."""

ROTATION = ("audit-log-maxage", "audit-log-maxbackup", "audit-log-maxsize")
"""The flags that say when a log file is rotated, and which old ones are kept."""

FILES = {"audit-policy-file": "policy", "audit-webhook-config-file": "webhook configuration"}
"""The flags that name a file which must be there, and what it holds."""

BACKENDS = {"log": "audit-log-path", "webhook": "audit-webhook-config-file"}
"""The flag that switches each backend on."""


def is_kept(path: str) -> bool:
    """Whether a log at a path is a file that is to be kept: no stream, and no device."""
    return path not in ("", "-") and not path.startswith(("/dev/", "/proc/"))


def bare(word: str) -> str:
    """A flag's name as kube-apiserver looks it up: without dashes in front, and `_` as `-`."""
    return word.lstrip("-").partition("=")[0].replace("_", "-")


def explained(word: str) -> str | None:
    """What a flag means, as Markdown; nothing for a word that is none. `audit_log_path` is one as well."""
    flag = FLAGS.get(bare(word))
    if flag is None:
        return None
    meaning = flag.meaning[0].upper() + flag.meaning[1:]
    lines = [f"# --{flag.name}", "", f"{meaning}.", "", f"- **takes**: {flag.values}"]
    lines.append(f"- **default**: {_default(flag)}")
    if flag.instead:
        lines.append(f"- **deprecated**: use `--{flag.instead}`")
    return "\n".join((*lines, ""))


TITLES = {"audit-flags": "Audit flags of kube-apiserver"}
"""The page by its name, and its title."""


def pages() -> dict[str, str]:
    """The Markdown of the page by its name."""
    lead = (
        "A static pod names them under `command`. Where the default changed with a version, both are shown."
    )
    return {name: f"# {title}\n\n{lead}\n\n{page()}" for name, title in TITLES.items()}


def page() -> str:
    """A Markdown table of the flags."""
    head = ("| Flag | Meaning, and what it takes | Default |", "|---|---|---|")
    rows = (
        f"| `--{flag.name}` | {flag.meaning}{'; deprecated' if flag.instead else ''}<br>*{flag.values}*"
        f" | {_default(flag)} |"
        for flag in _ALL
    )
    return "\n".join((*head, *rows, ""))


def _default(flag: Flag) -> str:
    if not flag.default:
        return "none"
    earlier = f"; up to Kubernetes 1.{CHANGED - 1} `{flag.earlier}`" if flag.earlier else ""
    return f"`{flag.default}`{earlier}"
