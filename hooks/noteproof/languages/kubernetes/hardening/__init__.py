"""A hardened version of the pods in a manifest: what restricted allows, and cannot change while it runs."""

from noteproof.languages.kubernetes.hardening.left import Left
from noteproof.languages.kubernetes.hardening.proposing import Hardened, harden

__all__ = ["Hardened", "Left", "harden"]
