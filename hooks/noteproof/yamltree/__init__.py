"""YAML as each program reads it: plain values, and the span of every key and value."""

from noteproof.yamltree.dialects import CASES, FALCO, KUBERNETES, Dialect
from noteproof.yamltree.document import Document
from noteproof.yamltree.faults import rules
from noteproof.yamltree.reader import Reading, read

__all__ = ["CASES", "FALCO", "KUBERNETES", "Dialect", "Document", "Reading", "read", "rules"]
