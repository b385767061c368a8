"""The parser that turns a text into YAML's events: libyaml's, or PyYAML's own where that is not there."""

from __future__ import annotations

from typing import Any

import yaml


class _PurePython(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's parser where it was built without libyaml, as in a browser."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


Parser: Any = getattr(yaml.cyaml, "CParser", None) if yaml.__with_libyaml__ else _PurePython


def last_event(text: str) -> Any:
    """The last event before a text stops being YAML."""
    parser = Parser(text)
    last = None
    try:
        while (event := parser.get_event()) is not None:
            last = event
    except yaml.YAMLError:
        pass
    return last
