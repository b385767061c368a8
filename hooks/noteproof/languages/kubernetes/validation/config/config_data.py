"""What ConfigMaps and Secrets hold: the keys, the size, and what each type of Secret needs."""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Value, Where
from noteproof.languages.kubernetes.validation.config import data_rules
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, bytes_of
from noteproof.languages.kubernetes.validation.rules import duplicate_value, invalid_name
from noteproof.schema.shapes import Missing
from noteproof.schema.values import shortened

_LARGEST = 1 << 20
"""So many bytes all values have together (`MaxSecretSize`)."""

_LONGEST_KEY = 253
_KEY = re.compile("[-._a-zA-Z0-9]+")
_OUTSIDE = re.compile("[^-._a-zA-Z0-9]+")

_DOCKER = {
    "kubernetes.io/dockercfg": ".dockercfg",
    "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
}
_NEEDED = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}
"""The keys that each type of Secret needs."""

_EITHER = {"kubernetes.io/basic-auth": ("username", "password")}
"""The keys of which a type of Secret needs one."""

_BYTES = "the bytes of all values"
_SMALLER = "keep large files in a volume"
_OWNER = "kubernetes.io/service-account.name"


def _config_map(config: Node) -> Iterator[Fault]:
    binary = config.value.get("binaryData")
    both = binary if isinstance(binary, dict) else {}
    for key, _ in config.pairs("data"):
        yield from key_named(key, config.key("data", key))
        if key in both:
            yield duplicate_value.at(
                config.key("data", key),
                f"`{shortened(key)}` stands under `binaryData`, too",
                config.key("binaryData", key),
                "remove one of the two",
                "Invalid value",
            )
    for key, _ in config.pairs("binaryData"):
        yield from key_named(key, config.key("binaryData", key))
    size = sum(bytes_of(value) for _, value in config.pairs("data"))
    size += sum(_decoded_size(value) for _, value in config.pairs("binaryData"))
    if size > _LARGEST:
        yield data_rules.too_large.at(Key(config.route), _BYTES, size, _LARGEST, _SMALLER, "Too long")


def key_named(key: str, where: Where) -> Iterator[Finding]:
    """A key of a ConfigMap or a Secret, which can be the name of a file (`IsConfigMapKey`)."""
    why = key_fault(key)
    if why:
        mended = _OUTSIDE.sub("-", key).lstrip(".")
        fits = mended and mended != key and key_fault(mended) is None
        hint = f"write `{mended}`" if fits else "use letters, digits, `-`, `_` and `.`, at most 253"
        yield invalid_name.at(where, shortened(key), "key", why, hint)


def key_fault(key: str) -> str | None:
    """Why a text cannot be a key of a ConfigMap or a Secret."""
    if len(key) > _LONGEST_KEY:
        return f"it has {len(key)} characters, and may have {_LONGEST_KEY}"
    if not _KEY.fullmatch(key):
        return "it may have letters, digits, `-`, `_` and `.` only"
    return "as a file it would be a step in a path" if key == "." or key.startswith("..") else None


def _secret(secret: Node) -> Iterator[Fault]:
    merged = {**dict(secret.pairs("data")), **dict(secret.pairs("stringData"))}
    plain = secret.value.get("stringData")
    texts = plain if isinstance(plain, dict) else {}
    for key in merged:
        if key_fault(key):
            place = secret.key("stringData" if key in texts else "data", key)
            yield from key_named(key, secret.named(secret.to("data", key), place))
    size = sum((bytes_of if key in texts else _decoded_size)(value) for key, value in merged.items())
    if size > _LARGEST:
        place = secret.key("data") if secret.has("data") else secret.key("stringData")
        yield data_rules.too_large.at(
            secret.named(secret.to("data"), place),
            _BYTES,
            size,
            _LARGEST,
            _SMALLER,
            "Too long",
        )
    yield from _of_type(secret, merged, texts)


def _of_type(secret: Node, merged: Mapping[str, object], texts: Mapping[str, object]) -> Iterator[Fault]:
    type = secret.filled("type")
    if type == "kubernetes.io/service-account-token":
        yield from _owner(secret)
    needed = _NEEDED.get(type, ())
    either = _EITHER.get(type, ())
    at = secret.to("data") if "data" in secret.value else secret.route
    for key in needed if not any(key in merged for key in either) else ():
        if key not in merged or (type == "kubernetes.io/ssh-auth" and merged[key] in ("", None, [])):
            yield Missing(at, secret.to("data", key))
    if either and not any(key in merged for key in either):
        for key in either:
            yield Missing(at, secret.to("data", key))
    key = _DOCKER.get(type, "")
    if key in merged and not _is_object(_bytes(merged[key], key in texts)):
        hint = "write what `docker login` puts into `config.json`"
        yield data_rules.invalid_docker_config.at(_place(secret, key, texts), key, hint)
    if type == "kubernetes.io/tls":
        for key, block in (("tls.crt", "certificate"), ("tls.key", "private key")):
            if key in merged and b"-----BEGIN " not in _bytes(merged[key], key in texts):
                yield data_rules.invalid_tls_pair.at(_place(secret, key, texts), key, block)


def _owner(secret: Node) -> Iterator[Fault]:
    """A token belongs to a service account, which an annotation names."""
    metadata = secret.node("metadata")
    annotations = metadata.node("annotations") if metadata else None
    if annotations is None or not annotations.value.get(_OWNER):
        at = annotations.route if annotations else ("metadata",)
        yield Missing(at, secret.to("metadata", "annotations", _OWNER))


def _place(secret: Node, key: str, texts: Mapping[str, object]) -> Where:
    if key in texts:
        return secret.named(secret.to("data", key), Value(secret.to("stringData", key)))
    return Value(secret.to("data", key))


def _decoded_size(value: object) -> int:
    """The number of bytes that a text of base64, or a list of numbers, stands for."""
    if isinstance(value, list):
        return len(value)
    if not isinstance(value, str):
        return 0
    ends = value.count("\n") + value.count("\r")
    return (len(value) - ends) // 4 * 3 - value.count("=")


def _bytes(value: object, is_plain: bool) -> bytes:
    if isinstance(value, list):
        return bytes(it for it in value if isinstance(it, int) and 0 <= it < 256)
    if not isinstance(value, str):
        return b""
    if is_plain:
        return value.encode("utf-8", "surrogatepass")
    try:
        return binascii.a2b_base64(value)
    except binascii.Error:
        return b""


def _is_object(text: bytes) -> bool:
    """Whether a text is a JSON object, or null, which Go takes for one."""
    try:
        read = json.loads(
            text.decode("utf-8", "replace"), parse_int=str, parse_float=str, parse_constant=_refused
        )
    except RecursionError:
        return True
    except ValueError:
        return False
    return read is None or isinstance(read, dict)


def _refused(word: str) -> object:
    raise ValueError(word)


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.ConfigMap": (_config_map,), "core.v1.Secret": (_secret,)}
