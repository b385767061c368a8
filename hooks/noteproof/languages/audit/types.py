"""The types of audit.k8s.io/v1, as `k8s.io/apiserver/pkg/apis/audit/v1` of Kubernetes 1.36 declares them."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.schema.builtin import ANY, BOOLEAN, INT32, INT64, MICRO_TIME, STRING, TIME
from noteproof.schema.shapes import Fields, ListOf, MapOf, Struct, Type

VERSION = "audit.k8s.io/v1"
OLD_VERSIONS = ("audit.k8s.io/v1alpha1", "audit.k8s.io/v1beta1")
"""Removed in Kubernetes 1.24."""

_STRINGS = ListOf(STRING)
_TEXTS = MapOf(STRING)


def _fields(name: str) -> Fields:
    return Fields(_TYPES[name], _REQUIRED.get(name, ()))


POLICY, EVENT, EVENT_LIST = (Struct(name, _fields) for name in ("Policy", "Event", "EventList"))
RULE, ENTRY, _META, _OWNER, _MANAGED, _USER, _OBJECT, _STATUS, _DETAILS, _CAUSE, _LIST_META, _AUTH = (
    Struct(name, _fields)
    for name in (
        "PolicyRule", "GroupResources", "ObjectMeta", "OwnerReference", "ManagedFieldsEntry", "UserInfo",
        "ObjectReference", "Status", "StatusDetails", "StatusCause", "ListMeta", "AuthenticationMetadata",
    )
)  # fmt: skip

_HEAD: Mapping[str, Type] = {"apiVersion": STRING, "kind": STRING}

_TYPES: Mapping[str, Mapping[str, Type]] = {
    "Policy": {
        **_HEAD,
        "metadata": _META,
        "rules": ListOf(RULE),
        "omitStages": _STRINGS,
        "omitManagedFields": BOOLEAN,
    },
    "PolicyRule": {
        "level": STRING,
        "users": _STRINGS,
        "userGroups": _STRINGS,
        "verbs": _STRINGS,
        "resources": ListOf(ENTRY),
        "namespaces": _STRINGS,
        "nonResourceURLs": _STRINGS,
        "omitStages": _STRINGS,
        "omitManagedFields": BOOLEAN,
    },
    "GroupResources": {"group": STRING, "resources": _STRINGS, "resourceNames": _STRINGS},
    "ObjectMeta": {
        "annotations": _TEXTS,
        "creationTimestamp": TIME,
        "deletionGracePeriodSeconds": INT64,
        "deletionTimestamp": TIME,
        "finalizers": _STRINGS,
        "generateName": STRING,
        "generation": INT64,
        "labels": _TEXTS,
        "managedFields": ListOf(_MANAGED),
        "name": STRING,
        "namespace": STRING,
        "ownerReferences": ListOf(_OWNER),
        "resourceVersion": STRING,
        "selfLink": STRING,
        "uid": STRING,
    },
    "OwnerReference": {
        **_HEAD,
        "blockOwnerDeletion": BOOLEAN,
        "controller": BOOLEAN,
        "name": STRING,
        "uid": STRING,
    },
    "ManagedFieldsEntry": {
        "apiVersion": STRING,
        "fieldsType": STRING,
        "fieldsV1": ANY,
        "manager": STRING,
        "operation": STRING,
        "subresource": STRING,
        "time": TIME,
    },
    "Event": {
        **_HEAD,
        "level": STRING,
        "auditID": STRING,
        "stage": STRING,
        "requestURI": STRING,
        "verb": STRING,
        "user": _USER,
        "impersonatedUser": _USER,
        "authenticationMetadata": _AUTH,
        "sourceIPs": _STRINGS,
        "userAgent": STRING,
        "objectRef": _OBJECT,
        "responseStatus": _STATUS,
        "requestObject": ANY,
        "responseObject": ANY,
        "requestReceivedTimestamp": MICRO_TIME,
        "stageTimestamp": MICRO_TIME,
        "annotations": _TEXTS,
    },
    "EventList": {**_HEAD, "metadata": _LIST_META, "items": ListOf(EVENT)},
    "ListMeta": {
        "continue": STRING,
        "remainingItemCount": INT64,
        "resourceVersion": STRING,
        "selfLink": STRING,
    },
    "UserInfo": {"username": STRING, "uid": STRING, "groups": _STRINGS, "extra": MapOf(_STRINGS)},
    "AuthenticationMetadata": {"impersonationConstraint": STRING},
    "ObjectReference": {
        "resource": STRING,
        "namespace": STRING,
        "name": STRING,
        "uid": STRING,
        "apiGroup": STRING,
        "apiVersion": STRING,
        "resourceVersion": STRING,
        "subresource": STRING,
    },
    "Status": {
        **_HEAD,
        "metadata": _LIST_META,
        "status": STRING,
        "message": STRING,
        "reason": STRING,
        "details": _DETAILS,
        "code": INT32,
    },
    "StatusDetails": {
        "name": STRING,
        "group": STRING,
        "kind": STRING,
        "uid": STRING,
        "causes": ListOf(_CAUSE),
        "retryAfterSeconds": INT32,
    },
    "StatusCause": {"reason": STRING, "message": STRING, "field": STRING},
}

_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Event": ("level", "auditID", "stage", "requestURI", "verb", "user"),
}
"""The fields that every event has: the server writes no other."""
