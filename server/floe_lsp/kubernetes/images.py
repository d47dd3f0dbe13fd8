"""References to container images: what is wrong with one that a deployment should name.

https://github.com/distribution/reference gives the form.
"""

from __future__ import annotations

import re
from typing import Final

from floe_lsp.wording.quoting import quote, short

_MOVING: Final = "latest"
_LONGEST_NAME: Final = 255

_HOST: Final = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*|\[[0-9a-f:]+\])"
_PART: Final = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_REFERENCE: Final = re.compile(
    rf"(?P<name>(?:{_HOST}(?::[0-9]{{1,5}})?/)?{_PART}(?:/{_PART})*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@(?P<digest>sha256:[0-9a-f]{64}))?",
    re.ASCII,
)
_EXAMPLE: Final = "registry.example.com/orders:1.4.0"


def image_problem(reference: str) -> str | None:
    """Return why a deployment should not name an image so; ``None`` where it may.

    A tag that moves, or none, lets two pods of one deployment run two programs.
    """
    # What no registry takes may be long, and the expression would try it in many ways.
    given = len(reference) <= 2 * _LONGEST_NAME and _REFERENCE.fullmatch(reference)
    if not given or len(given["name"]) > _LONGEST_NAME:
        return f"{quote(short(reference))} is not an image; write it as {_EXAMPLE}"
    if given["digest"] is not None:
        return None
    if given["tag"] is None:
        return (
            f"{quote(reference)} says no version, which is the tag {_MOVING}, and that moves; "
            f"name a tag or a digest, as in {_EXAMPLE}"
        )
    if given["tag"] == _MOVING:
        return (
            f"{quote(reference)} may be another image tomorrow; name the tag of a version or a "
            f"digest, as in {_EXAMPLE}"
        )
    return None
