"""JSON lines: the object that each line of a text holds, and the place of every key and value in it."""

from noteproof.jsonlines.lines import Line, broken_line, read, rules

__all__ = ["Line", "broken_line", "read", "rules"]
