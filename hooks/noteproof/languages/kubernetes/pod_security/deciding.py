"""Holding a pod to a level of the standards."""

from __future__ import annotations

from noteproof.languages.kubernetes.pod_security.ruling import Cause, Level, Ruling
from noteproof.languages.kubernetes.pod_security.standards import checks
from noteproof.languages.kubernetes.pod_security.subject import subject_of
from noteproof.languages.kubernetes.templates import Pod


def evaluate(pod: Pod, level: Level, minor: int | None) -> Ruling:
    """What a level says of a pod in a minor version of the standards, or in the latest.

    The pod is taken as the API server has it after defaulting. What is of a wrong type counts as not written.
    """
    subject = subject_of(pod)
    refused = [(id, found) for id, test in checks(level, minor) if (found := test(subject)) is not None]
    return Ruling(
        not refused,
        tuple(refusal.reason for _, refusal in refused),
        tuple(refusal.detail for _, refusal in refused),
        tuple(Cause(id, *fault) for id, refusal in refused for fault in refusal.faults),
    )
