"""The levels and stages of an audit event, and what each level records."""

from __future__ import annotations

from collections.abc import Mapping

NONE, METADATA, REQUEST, REQUEST_RESPONSE = "None", "Metadata", "Request", "RequestResponse"

LEVELS: Mapping[str, str] = {
    NONE: "nothing is recorded",
    METADATA: "who asked for what, when, from where and with what result; no body",
    REQUEST: "the metadata and the body of the request; no body where the request is for no resource",
    REQUEST_RESPONSE: "the metadata and the bodies of request and response; none where the request is for"
    " no resource",
}
"""The levels, the least first, and what each records."""

RANK: Mapping[str, int] = {level: rank for rank, level in enumerate(LEVELS)}

STAGES: Mapping[str, str] = {
    "RequestReceived": "the request is here and not yet handled",
    "ResponseStarted": "the headers of the response are sent and its body follows; only for requests that"
    " last: the verbs watch and proxy, and the subresources attach, exec, log, portforward and proxy",
    "ResponseComplete": "the response is complete",
    "Panic": "the handler panicked",
}
"""The stages of a request, and when each comes."""

LASTING_VERBS = ("watch", "proxy")
LASTING_SUBRESOURCES = ("attach", "exec", "log", "portforward", "proxy")
"""The verbs and the subresources of requests that last."""

VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")
"""The verbs of requests for resources."""

NAMELESS = ("create", "deletecollection")
"""The verbs of requests for a resource that have no name; what is created below a name has that."""

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "connect", "trace")
"""The verbs of requests for no resource: the methods of HTTP in lower case."""
