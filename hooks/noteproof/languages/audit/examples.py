"""Rules and requests that show how a policy matches, each pair tried when it is asked about.

Every request is one of ann, who is in the group devs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from noteproof.languages.audit.matching import Matcher
from noteproof.languages.audit.policy import Policy, rule_of
from noteproof.languages.audit.urls import resolved
from noteproof.text import Snippet, Source
from noteproof.yamltree import KUBERNETES, read


@dataclass(frozen=True, slots=True)
class Example:
    """What a rule lists, in YAML, a request by its method and URL, and what there is to say of both."""

    rule: str
    request: str
    remark: str = ""

    @property
    def matches(self) -> bool:
        """Whether the rule matches the request."""
        (document,) = read(Snippet.whole(Source("", f"{{{self.rule}}}")), KUBERNETES).documents
        method, _, url = self.request.partition(" ")
        request = replace(resolved(method, url), user="ann", groups=("devs",))
        return bool(Matcher(Policy((rule_of(document.value),))).matching(request))


@dataclass(frozen=True, slots=True)
class Topic:
    """A part of how a policy matches: a title, a lead, and examples."""

    title: str
    lead: str
    examples: tuple[Example, ...]


_PODS, _POD = "/api/v1/namespaces/dev/pods", "/api/v1/namespaces/dev/pods/web"
_DEPLOYMENT = "/apis/apps/v1/namespaces/dev/deployments/web"


def _core(resources: str) -> str:
    return f'resources: [{{group: "", resources: [{resources}]}}]'


_NAMED = 'resources: [{group: "", resources: [pods], resourceNames: [web]}]'

TOPICS = (
    Topic(
        "Users, groups and verbs",
        "Names are compared exactly, and there is no wildcard. A list that is empty or missing asks for"
        " nothing. Here, ann of the group devs asks.",
        (
            Example("users: [ann]", f"GET {_POD}"),
            Example('users: ["*"]', f"GET {_POD}", "`*` is no wildcard"),
            Example("userGroups: [ops, devs]", f"GET {_POD}", "one of them is enough"),
            Example("users: [ann], userGroups: [ops]", f"GET {_POD}", "both have to match"),
            Example("verbs: [get]", f"GET {_POD}"),
            Example("verbs: [GET]", f"GET {_POD}", "verbs are in lower case"),
            Example('verbs: ["*"]', f"GET {_POD}", "`*` is no wildcard"),
        ),
    ),
    Topic(
        "Resources",
        "An entry names resources of one group, or of all with `*`. A subresource is another resource.",
        (
            Example(_core("pods"), f"GET {_POD}"),
            Example(_core("pods"), f"GET {_POD}/log", "a subresource is not taken along"),
            Example(_core("pods/log"), f"GET {_POD}/log"),
            Example(_core("pods/log"), f"GET {_POD}"),
            Example(_core('"pods/*"'), f"GET {_POD}/log"),
            Example(_core('"pods/*"'), f"GET {_POD}", "pods themselves, too"),
            Example(_core('"*/log"'), f"GET {_POD}/log"),
            Example(_core('"*"'), f"GET {_POD}/log", "everything in the group, subresources too"),
            Example('resources: [{group: ""}]', f"GET {_POD}/log", "no list stands for everything, too"),
            Example(_core('"*/*"'), f"GET {_POD}/log", "nothing is called so"),
            Example(_core("pod"), f"GET {_POD}", "resources are in the plural"),
            Example(_core("Pods"), f"GET {_POD}", "resources are in lower case"),
            Example("resources: [{group: core, resources: [pods]}]", f"GET {_POD}", 'the core group is `""`'),
            Example(_core("deployments"), f"GET {_DEPLOYMENT}", "deployments are in `apps`"),
            Example("resources: [{group: apps, resources: [deployments]}]", f"GET {_DEPLOYMENT}"),
            Example('resources: [{group: "*", resources: ["*/scale"]}]', f"PATCH {_DEPLOYMENT}/scale"),
        ),
    ),
    Topic(
        "Names",
        "`resourceNames` matches requests that have a name. What is created has none, nor has a list.",
        (
            Example(_NAMED, f"GET {_POD}"),
            Example(_NAMED, f"POST {_PODS}", "the name is in the body, which the policy does not see"),
            Example(_NAMED, f"GET {_PODS}"),
            Example(_NAMED, f"GET {_PODS}?fieldSelector=metadata.name%3Dweb", "the selector gives the name"),
        ),
    ),
    Topic(
        "Namespaces",
        'A rule with namespaces matches requests for resources only. `""` stands for those in no namespace.',
        (
            Example("namespaces: [dev]", f"GET {_POD}"),
            Example("namespaces: [dev]", "GET /api/v1/pods", "a list over all namespaces is in none"),
            Example("namespaces: [dev]", "DELETE /api/v1/namespaces/dev", "a namespace is in itself"),
            Example("namespaces: [dev]", "GET /healthz"),
            Example('namespaces: [""]', "GET /api/v1/pods"),
            Example('namespaces: [""]', "GET /api/v1/nodes"),
            Example('namespaces: ["*"]', f"GET {_POD}", "`*` is no wildcard"),
        ),
    ),
    Topic(
        "Non-resource URLs",
        "The path is compared without its query. A `*` stands at the end, for whatever follows.",
        (
            Example('nonResourceURLs: ["/healthz*"]', "GET /healthz/etcd?verbose"),
            Example('nonResourceURLs: ["/healthz*"]', "GET /livez"),
            Example("nonResourceURLs: [/version]", "GET /version/", "the `/` counts"),
            Example('nonResourceURLs: ["/apis/*"]', "GET /apis", "the `/` counts"),
            Example('nonResourceURLs: ["/apis/*"]', "GET /apis/apps/v1", "what an API offers is no resource"),
            Example('nonResourceURLs: ["*"]', f"GET {_POD}", "a pod is a resource"),
        ),
    ),
    Topic(
        "Verbs of a method and a URL",
        "The API server makes the verb of the method and the URL before it asks the policy.",
        (
            Example("verbs: [list]", f"GET {_PODS}"),
            Example("verbs: [watch]", f"GET {_PODS}?watch=true"),
            Example("verbs: [get]", f"HEAD {_POD}"),
            Example("verbs: [create]", f"POST {_POD}/exec?command=sh"),
            Example("verbs: [create]", f"GET {_POD}/exec?command=sh", "so does kubectl ask for a session"),
            Example("verbs: [update]", f"PUT {_POD}"),
            Example("verbs: [delete]", f"DELETE {_POD}"),
            Example("verbs: [deletecollection]", f"DELETE {_PODS}"),
            Example("verbs: [head]", "HEAD /healthz", "off the resources, the verb is the method"),
        ),
    ),
)
"""All that there is to show, in the order of the page."""
