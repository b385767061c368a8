"""The names of the time zones, from `kubernetes/zones/zones.txt`, which `scripts/time_zones.py` writes."""

from __future__ import annotations

from functools import cache
from pkgutil import get_data

from noteproof.text import nearest


def is_zone(name: str) -> bool:
    """Whether the tz database has a zone of a name; letter case counts."""
    return name in _zones()


def meant(name: str) -> str | None:
    """The zone that is likely meant by a name."""
    if name in ("", "Local", "local"):
        return None
    folded = {zone.lower(): zone for zone in sorted(_zones())}
    plain = "_".join(name.replace("/ ", "/").replace(" /", "/").split()).lower()
    found = folded.get(plain) or next((zone for it, zone in folded.items() if it.endswith(f"/{plain}")), None)
    near = nearest(plain, folded) if found is None else None
    return found or (folded[near] if near else None)


@cache
def _zones() -> frozenset[str]:
    data = get_data("noteproof.languages.kubernetes", "zones/zones.txt")
    if data is None:
        raise FileNotFoundError("zones.txt")
    zones: set[str] = set()
    for line in data.decode().splitlines():
        area, *names = line.split(" ")
        zones.update(f"{area}/{name}" if area else name for name in names)
    return frozenset(zones)
