"""What a number sign begins behind a blank: a comment to YAML, and often the rest of a text."""

from typing import Final

_SAID: Final = "floe:"
TO_FLOE: Final = rf"(?i:{_SAID})"
"""A pattern for how a comment begins that is said to floe."""

SIGN_BEFORE_TEXT: Final = rf"#(?!{TO_FLOE})[^\W_]"
"""A pattern for a sign with text right behind it (E136): who writes a comment leaves a blank."""


def may_speak_to_floe(text: str) -> bool:
    """Return whether a comment that is said to floe may stand in a text: most hold none."""
    return _SAID in text or _SAID in text.lower()
