"""An audit event: whether kube-apiserver could have written it, and the request that it tells of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Route, Value
from noteproof.languages.audit.levels import LEVELS, STAGES
from noteproof.languages.audit.policy import listed, text, texts
from noteproof.languages.audit.policy_rules import invalid_event
from noteproof.languages.audit.requests import Request
from noteproof.languages.audit.urls import path_of
from noteproof.languages.audit.validation import one_of
from noteproof.schema.values import described


def invalid(event: Mapping[str, object], route: Route = ()) -> Iterator[Finding]:
    """What is wrong with the level and the stage of an event; its types are looked at elsewhere."""
    for key, known in (("level", LEVELS), ("stage", STAGES)):
        value = event.get(key)
        if isinstance(value, str) and value not in known:
            fault = f"an event has no {key} {described(value)[11:]}"
            yield invalid_event.at(Value((*route, key)), fault, f"write {one_of(value, known)}")


def request_in(event: Mapping[str, object]) -> Request:
    """The request that an event tells of, as the policy saw it; what is of a wrong type counts as absent.

    The user is the one who was authenticated: a policy does not ask for the impersonated one. The name of
    what a request creates is written into the event only after the policy has decided.
    """
    user, verb = event.get("user"), text(event.get("verb"))
    who, groups = (
        (text(user.get("username")), texts(user.get("groups"))) if isinstance(user, dict) else ("", ())
    )
    reference = event.get("objectRef")
    if not isinstance(reference, dict):
        return Request(who, groups, verb, path=path_of(text(event.get("requestURI"))))
    subresource = text(reference.get("subresource"))
    name = text(reference.get("name"))
    return Request(
        who,
        groups,
        verb,
        text(reference.get("apiGroup")),
        text(reference.get("resource")),
        subresource,
        text(reference.get("namespace")),
        "" if verb == "create" and not subresource else name,
    )


def events_in(value: Mapping[str, object]) -> Iterator[tuple[Route, Mapping[str, object]]]:
    """The events of a document, which is one or a list of them, each with its route."""
    if value.get("kind") == "EventList":
        for at, item in enumerate(listed(value.get("items"))):
            if isinstance(item, dict):
                yield ("items", at), item
    else:
        yield (), value
