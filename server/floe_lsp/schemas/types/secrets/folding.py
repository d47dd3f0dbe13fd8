"""Names without accents, and without what was pasted along and cannot be seen."""

import unicodedata
from typing import Final

from .plain_signs import plain

_LETTERS: Final = str.maketrans("łŁøØ\u0131", "lLoOi")
"""Letters with a mark that Unicode does not take apart."""


def folded(text: str) -> str:
    """Return a text without accents, and without what was pasted along and cannot be seen.

    ``contraseña`` is written ``contrasena`` as often.
    """
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", plain(text).translate(_LETTERS))
    return "".join(char for char in apart if not unicodedata.combining(char))
