"""The Pod Security Standards: what each level says of a pod, as pod-security-admission 0.36.2 decides it."""

from noteproof.languages.kubernetes.pod_security.deciding import evaluate
from noteproof.languages.kubernetes.pod_security.ruling import LEVELS, Cause, Level, Ruling

__all__ = ["LEVELS", "Cause", "Level", "Ruling", "evaluate"]
