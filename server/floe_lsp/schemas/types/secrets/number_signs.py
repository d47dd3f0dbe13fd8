"""What a number sign begins behind a blank: a comment to YAML, and often the rest of a text."""

from typing import Final

TO_FLOE: Final = r"(?i:floe:)"
"""A pattern for how a comment begins that is said to floe."""

SIGN_BEFORE_TEXT: Final = rf"#(?!{TO_FLOE})[^\W_]"
"""A pattern for a sign with text right behind it (E136): who writes a comment leaves a blank."""
