"""The names of the IANA time zone database, from the tzdata package.

The package, not the machine's own database: its spelling rules are the same everywhere, where a
file system that ignores case would accept ``europe/berlin`` on one machine and not on another.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from floe_lsp.wording.near_miss import near_miss

_OFFSET = re.compile(
    r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?",
    re.IGNORECASE,
)

_ABBREVIATIONS = {
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "MDT": "America/Denver",
    "CDT": "America/Chicago",
    "EDT": "America/New_York",
    "BST": "Europe/London",
    "CEST": "Europe/Berlin",
    "EEST": "Europe/Helsinki",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "SGT": "Asia/Singapore",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland",
    "NZDT": "Pacific/Auckland",
    "Z": "UTC",
}
"""What people write that the database does not know, where one place is meant by most of them."""


@cache
def names() -> frozenset[str]:
    """Return every zone name and link name of the database."""
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


def meant_by(name: str) -> str | None:
    """Return the zone that was most likely meant by a name that is not one.

    ``berlin`` is Europe/Berlin, ``PST`` is America/Los_Angeles, ``UTC+2`` is Etc/GMT-2.
    """
    wanted = name.strip().replace(" ", "_")
    if wanted.upper() in _ABBREVIATIONS:
        return _ABBREVIATIONS[wanted.upper()]
    if offset := _OFFSET.fullmatch(wanted):
        whole = int(offset["minutes"] or 0) == 0
        return _zone_of_offset(offset["sign"], int(offset["hours"])) if whole else None
    folded = wanted.casefold()
    exact = sorted(zone for zone in names() if zone.casefold() == folded)
    city = sorted(zone for zone in names() if zone.rpartition("/")[2].casefold() == folded)
    found = exact or city
    return found[0] if found else near_miss(wanted, sorted(names()))


def is_offset(name: str) -> bool:
    """Return whether a name is a distance from UTC, such as ``+02:00``."""
    return _OFFSET.fullmatch(name.strip()) is not None


def _zone_of_offset(sign: str, hours: int) -> str | None:
    """The zones of the database count westwards: two hours ahead of UTC is Etc/GMT-2."""
    zone = "UTC" if hours == 0 else f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"
    return zone if zone in names() else None
