"""Headers of HTTP that a server knows somebody by."""

from typing import Final

SIGN_IN_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "x-auth"})
"""Headers of HTTP whose value signs somebody in (RFC 9110, section 11), and the
one that is used in their place; ``X-Api-Key`` and ``X-Auth-Token`` are told by their words."""

HEADERS: Final = "headers"
"""The key below which all values are hidden, since a header of any name may sign somebody in."""

KNOWN_BY: Final = SIGN_IN_HEADERS | {"cookie", "set-cookie"}
"""Those by which a server knows somebody; a cookie may hold less than a login."""
