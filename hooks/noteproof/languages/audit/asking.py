"""A case's `request` → the request to decide, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from noteproof.finding import Finding, Key, Says, Severity, Value, rule
from noteproof.languages.audit.policy import text, texts
from noteproof.languages.audit.requests import Request
from noteproof.languages.audit.urls import Unresolvable, resolved
from noteproof.schema.values import described, shortened
from noteproof.text import nearest

ASKED = "request"

_WHO = ("user", "groups")
_RESOURCE = ("verb", "group", "resource", "subresource", "namespace", "name")
FIELDS = (*_WHO, *_RESOURCE, "path", "method", "url")

_MEANT = {
    "apiGroup": "group",
    "apiGroups": "group",
    "httpMethod": "method",
    "nonResourceURL": "path",
    "requestURI": "url",
    "uri": "url",
    "userGroups": "groups",
    "username": "user",
}
_METHODS = frozenset(("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"))


@rule("audit/request-field", Severity.ERROR)
def request_field(name: str, hint: str) -> Says:
    """A request has a user and groups, and says what it is for in one of three forms.

    `verb`, `group`, `resource`, `subresource`, `namespace` and `name` for a resource; `verb` and `path` for
    anything else; or `method` and `url` as a log shows them, of which the API server makes the other two.

    ```yaml
    # unchecked: a cases document speaks of the policy above it
    cases:
      - request: {user: alice, verb: get, resources: secrets}
        level: Metadata
    ```

    ```yaml
    # unchecked: a cases document speaks of the policy above it
    cases:
      - request: {user: alice, method: GET, url: /api/v1/namespaces/dev/secrets/door}
        level: Metadata
    ```
    """
    return Says(f"`{name}` is no field of a request", hint)


@rule("audit/request-value", Severity.ERROR)
def request_value(fault: str, hint: str) -> Says:
    """What a request says of itself is text, its groups a list of texts, and its URL one that resolves.

    ```yaml
    # unchecked: a cases document speaks of the policy above it
    cases:
      - request: {user: alice, method: GET, url: api/v1/pods}
        level: Metadata
    ```

    ```yaml
    # unchecked: a cases document speaks of the policy above it
    cases:
      - request: {user: alice, method: GET, url: /api/v1/pods}
        level: Metadata
    ```
    """
    return Says(fault, hint)


RULES = (request_field, request_value)


def request_of(case: dict[str, object]) -> Request | tuple[Finding, ...]:
    """The request that a case asks about, or all that is wrong with it."""
    given = case[ASKED]
    if not isinstance(given, dict):
        hint = "write a mapping, as in `{user: alice, verb: get, resource: pods, namespace: dev}`"
        return (request_value.at(Value((ASKED,)), f"a request is a mapping, not {described(given)}", hint),)
    found = (*_unknown(given), *_wrong(given), *_mixed(given))
    if found:
        return found
    who = Request(text(given.get("user")), texts(given.get("groups")))
    if _is_given(given, "url") or _is_given(given, "method"):
        return _from_url(who, given)
    verb = text(given.get("verb"))
    if given.get("path") is not None and not _is_given(given, "resource"):
        return replace(who, verb=verb, path=text(given["path"]))
    return Request(who.user, who.groups, *(text(given.get(key)) for key in _RESOURCE))


def _is_given(request: dict[str, object], key: str) -> bool:
    return request.get(key) not in (None, "")


def _unknown(request: dict[str, object]) -> Iterator[Finding]:
    for key in request:
        if key not in FIELDS:
            meant = _MEANT.get(key) or nearest(key, FIELDS)
            known = ", ".join(f"`{field}`" for field in FIELDS)
            hint = f"did you mean `{meant}`?" if meant else f"the fields are {known}"
            yield request_field.at(Key((ASKED, key)), shortened(key), hint)


def _wrong(request: dict[str, object]) -> Iterator[Finding]:
    for key, value in request.items():
        where = Value((ASKED, key))
        if key == "groups" and value is not None:
            if not isinstance(value, list):
                hint = f"write a list: `[{value}]`" if isinstance(value, str) else "write a list of names"
                yield request_value.at(where, f"`groups` is a list, not {described(value)}", hint)
            else:
                for at, group in enumerate(value):
                    if not isinstance(group, str):
                        fault = f"a group is text, not {described(group)}"
                        yield request_value.at(Value((ASKED, key, at)), fault, "write the name of a group")
        elif key in FIELDS and not isinstance(value, (str, type(None))):
            yield request_value.at(where, f"`{key}` is text, not {described(value)}", "write text")


def _mixed(request: dict[str, object]) -> Iterator[Finding]:
    """What is wrong with the form of a request: two forms at once, or none that is whole."""
    given = [key for key in request if key in FIELDS and _is_given(request, key) and key not in _WHO]
    if any(key in given for key in ("method", "url")):
        other = next((key for key in given if key not in ("method", "url")), None)
        if other is not None:
            fault = f"`{other}` stands beside `{'url' if 'url' in given else 'method'}`, which says it all"
            yield request_value.at(Key((ASKED, other)), fault, f"remove `{other}`")
        elif len(given) == 1:
            missing = "method" if given == ["url"] else "url"
            hint = "write both, as in `{method: GET, url: /api/v1/pods}`"
            yield request_value.at(Key((ASKED, given[0])), f"`{missing}` is missing", hint)
    elif "path" in given:
        if not text(request["path"]).startswith("/"):
            hint = f"write `/{shortened(text(request['path']))}`"
            yield request_value.at(Value((ASKED, "path")), "a path begins with `/`", hint)
        other = next((key for key in given if key not in ("verb", "path")), None)
        if other is not None:
            fault = f"`{other}` stands beside `path`, which only a request for no resource has"
            yield request_value.at(Key((ASKED, other)), fault, f"remove `{other}` or `path`")
    elif "resource" not in given and request.get("path") is None:
        hint = "add `resource:`, or `path:` for a request for no resource, or `method:` and `url:`"
        yield request_value.at(Key((ASKED,)), "this request says nothing of what it is for", hint)
    elif "/" in text(request.get("resource")):
        resource, _, subresource = text(request["resource"]).partition("/")
        hint = f"write `resource: {resource}` and `subresource: {subresource}`"
        fault = "a request names its subresource apart"
        yield request_value.at(Value((ASKED, "resource")), fault, hint)


def _from_url(who: Request, given: dict[str, object]) -> Request | tuple[Finding, ...]:
    method, url = text(given["method"]), text(given["url"])
    if method not in _METHODS and method.upper() in _METHODS:
        fault = f"`{shortened(method)}` is no method: HTTP writes them in capitals"
        return (request_value.at(Value((ASKED, "method")), fault, f"write `{method.upper()}`"),)
    try:
        what = resolved(method, url)
    except Unresolvable as why:
        fault = f"the API server refuses this URL: it {why}"
        hint = "write it as a log shows it, as in `/api/v1/namespaces/dev/pods?watch=true`"
        return (request_value.at(Value((ASKED, "url")), fault, hint),)
    return replace(what, user=who.user, groups=who.groups)
