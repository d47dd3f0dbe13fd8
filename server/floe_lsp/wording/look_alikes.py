"""Which characters look like those of a keyboard and are others, and what each was meant as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WIDE_SPACE: Final = "\u3000"
"""The ideographic space, which is as wide as two others."""

SPACES: Final = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
    + WIDE_SPACE
)
"""The spaces of Unicode (category Zs) that are not the space of YAML."""

UNSEEN: Final = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without a width: soft hyphen, joiners, marks of direction, a byte order mark."""

DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SINGLE_QUOTES: Final = "\u2018\u2019\u201a\u201b\u2032\uff07"
_DOUBLE_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2033\uff02"
COLONS: Final = "\u2236\ufe55\ufe13\uff1a"
_COMMAS: Final = "\u3001\ufe50\uff0c"
_FULL_WIDTH: Final = range(0xFF01, 0xFF5F)
"""The full-width forms of ``!`` to ``~``, letters and digits among them."""

MEANT: Final[Mapping[str, str]] = {
    **{chr(code): chr(code - 0xFEE0) for code in _FULL_WIDTH},
    **dict.fromkeys(SPACES, " "),
    **dict.fromkeys(UNSEEN, ""),
    **dict.fromkeys(DASHES, "-"),
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(COLONS, ":"),
    **dict.fromkeys(_COMMAS, ","),
    "\u3002": ".",
    "\uff61": ".",
    "\u3010": "[",
    "\u3011": "]",
}
"""Each such character, and what it was meant as."""
