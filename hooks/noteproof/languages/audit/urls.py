"""An HTTP method and a URL → what the request asks for, as the API server's RequestInfoFactory has it."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from noteproof.languages.audit.requests import Request
from noteproof.languages.audit.selectors import is_label_selector

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile("[\0-\x20\x7f]")
_VERBS = {
    "POST": "create",
    "GET": "get",
    "HEAD": "get",
    "PUT": "update",
    "PATCH": "patch",
    "DELETE": "delete",
}
_SPECIAL = ("proxy", "watch")
_OF_NAMESPACES = ("status", "finalize")
_NUMBERS = ("limit", "timeoutSeconds")
_NUMBER = re.compile("([+-]?)0*([0-9]{1,19})")


class Unresolvable(ValueError):
    """A URL that the API server refuses before it is audited, and why."""


def resolved(method: str, url: str) -> Request:
    """What a method and a URL ask for; user and groups are left open. Raises `Unresolvable`."""
    if not _METHOD.fullmatch(method):
        raise Unresolvable("comes with a method that is no word")
    path, query = _split(url)
    parts = path.strip("/").split("/")
    if len(parts) < 3 or parts[0] not in ("api", "apis"):
        return Request(verb=method.lower(), path=path)
    group, rest = ("", parts[1:]) if parts[0] == "api" else (parts[1], parts[2:])
    if len(rest) < 2:
        return Request(verb=method.lower(), path=path)
    return _of_resource(method, Request(group=group), rest[1:], query)


def path_of(uri: str) -> str:
    """The path of a `requestURI`, its escapes resolved."""
    path = uri.partition("?")[0]
    return unquote(path) if "%" in path else path


def _split(url: str) -> tuple[str, str]:
    found = _ABSOLUTE.match(url)
    local = url[found.end() :] or "/" if found else url
    if not local.startswith("/"):
        raise Unresolvable("begins neither with `/` nor with a scheme and a host")
    if _CONTROL.search(url):
        raise Unresolvable("holds a blank or a control character")
    path, _, query = local.partition("?")
    if _BAD_ESCAPE.search(path):
        raise Unresolvable("holds a `%` that is not followed by two hexadecimal digits")
    return unquote(path), query


def _of_resource(method: str, request: Request, parts: list[str], query: str) -> Request:
    verb = _VERBS.get(method, "")
    if parts[0] in _SPECIAL:
        if len(parts) < 2:
            raise Unresolvable(f"names no resource behind `{parts[0]}`")
        verb, parts = parts[0], parts[1:]
    namespace = ""
    if parts[0] == "namespaces" and len(parts) > 1:
        namespace = parts[1]
        if len(parts) > 2 and parts[2] not in _OF_NAMESPACES:
            parts = parts[2:]
    name = parts[1] if len(parts) > 1 else ""
    subresource = parts[2] if len(parts) > 2 and verb != "proxy" else ""
    if verb == "get" and not name:
        verb, name = _listing(query)
    elif verb == "delete" and not name:
        verb = "deletecollection"
    return replace(
        request, verb=verb, resource=parts[0], subresource=subresource, namespace=namespace, name=name
    )


def _listing(query: str) -> tuple[str, str]:
    """Whether a reading request without a name lists or watches, and the name that its selector demands."""
    options = _options(query)
    watch = "watch" in options and options["watch"].lower() not in ("false", "0")
    verb = "watch" if watch else "list"
    selected = _selected(options.get("fieldSelector", ""))
    are_numbers = all(_is_number(options[key]) for key in _NUMBERS if key in options)
    if selected is None or not are_numbers or not is_label_selector(options.get("labelSelector", "")):
        return verb, ""
    name = selected.get("metadata.name", "")
    return verb, "" if name in (".", "..") or "/" in name or "%" in name else name


def _options(query: str) -> dict[str, str]:
    """The parameters of a query, the first of each name; what Go cannot read is left out."""
    found: dict[str, str] = {}
    for pair in query.split("&"):
        if pair and ";" not in pair and not _BAD_ESCAPE.search(pair):
            key, _, value = pair.replace("+", " ").partition("=")
            found.setdefault(unquote(key), unquote(value))
    return found


def _is_number(text: str) -> bool:
    """Whether a text is a whole number of 64 bits."""
    read = _NUMBER.fullmatch(text)
    return read is not None and int(read[2]) < (1 << 63) + (read[1] == "-")


_TERMS = re.compile(r"((?:[^\\,]|\\.)*+\\?)(?:,|\Z)", re.DOTALL)
_OPERATOR = re.compile("!=|==?")
_TEXT = re.compile(r"(?:[^\\,=]|\\[\\,=])*+")
_ESCAPE = re.compile(r"\\([\\,=])")


def _selected(selector: str) -> dict[str, str] | None:
    """The fields of which a selector demands a value; `None` where it cannot be read.

    Of several demands of one field the first counts, once Go has sorted them as they are written.
    """
    found: dict[str, str] = {}
    for term in sorted(_TERMS.findall(selector)):
        if not term:
            continue
        operator = _OPERATOR.search(term)
        if operator is None or not _TEXT.fullmatch(term, operator.end()):
            return None
        if operator.group() != "!=":
            found.setdefault(term[: operator.start()], _ESCAPE.sub(r"\1", term[operator.end() :]))
    return found
