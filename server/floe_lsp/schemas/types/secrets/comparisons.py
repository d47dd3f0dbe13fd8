"""Whether an equals sign in a file of code compares, or puts a value there.

In SQL it compares, with blanks around it or without: ``where pwd='expired'``. Behind ``set``, and
in a template of Jinja, it puts a value there. SQL that stands in a text of Python or Jinja is told
by the word before the name.
"""

import re
from bisect import bisect_right
from typing import Final

_TAG: Final = re.compile(r"\{[{%]|[%}]\}")
"""Where a template of Jinja begins and ends. In its comments nothing is assigned."""

_SET: Final = re.compile(r"\bset[ \t]+\Z", re.IGNORECASE)
_COMPARES: Final = re.compile(
    r"\b(?:and|having|not|on|or|qualify|when|where)\s{1,9}\(?\Z", re.IGNORECASE
)
_BEFORE: Final = 20
"""Characters before a name in which such a word stands."""


class Comparisons:
    """Tells which equals signs of one text compare.

    Args:
        text: The text of a file.
        is_sql: Whether it is SQL with templates in it, and not Python.
    """

    def __init__(self, text: str, *, is_sql: bool) -> None:
        self._text = text
        self._is_sql = is_sql
        tags = _TAG.finditer(text) if is_sql else ()
        self._tags = [(tag.start(), tag[0].startswith("{")) for tag in tags]

    def compares(self, start: int) -> bool:
        """Return whether the equals sign behind a name compares.

        Args:
            start: Offset of the first character of the name, in code points.
        """
        before = self._text[max(0, start - _BEFORE) : start]
        if not self._is_sql or self._is_in_template(start):
            return _COMPARES.search(before) is not None
        return _SET.search(before) is None

    def _is_in_template(self, offset: int) -> bool:
        index = bisect_right(self._tags, (offset, False)) - 1
        return index >= 0 and self._tags[index][1]
