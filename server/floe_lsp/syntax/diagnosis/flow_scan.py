"""The part of a scan that looks between brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from floe_lsp.syntax.lines import next_line
from floe_lsp.syntax.problems import TextEdit
from floe_lsp.syntax.text import Span
from floe_lsp.syntax.tolerant.block_line import BlockLine, read_line
from floe_lsp.syntax.tolerant.budget import Budget
from floe_lsp.syntax.tolerant.flow_tokens import (
    ENDS_JSON,
    FILLING,
    FlowToken,
    flow_token,
    kind_before,
)

JINJA_START = re.compile(r"\{[{%]")
JINJA_END = re.compile(r"[}%]\}[^,\[\]{}\r\n]*")
_WORD_COLON = re.compile(r":(?!//)")
_QUESTION = re.compile(r":(?=\?)")
_PROPERTIES = re.compile(r"(?:[&!*][^\s]*(?:\s+|\Z))*")
_FLOW_INDICATORS = frozenset("?,[]{}")
_WORDS = frozenset({"plain", "unclosed"})


class FlowScan:
    """Finds in one flow collection the words that stop the C parser, and Jinja without quotes.

    The lists are described at ``TextScan``. They count only when ``is_closed``: without its last
    bracket, a collection reaches over lines that never belonged to it.
    """

    def __init__(
        self,
        text: str,
        budget: Budget,
        line: BlockLine,
        start: int,
        *,
        is_closed_anywhere: bool = False,
    ) -> None:
        """Prepare to scan from the bracket at ``start``, which stands on ``line``.

        With ``is_closed_anywhere`` lines that look like block structure do not end it.
        """
        self._is_closed_anywhere = is_closed_anywhere
        self.words: list[Span] = []
        self.missing_spaces: dict[int, Span] = {}
        self.tight_colons: list[int] = []
        self.insertions: list[TextEdit] = []
        self.jinja: list[Span] = []
        self.is_closed = False
        self._text = text
        self._budget = budget
        self._line = line
        self._at = start
        self._line_end = line.end
        self._column = line.column_around(start)
        self._open: list[str] = []
        self._word: Span | None = None
        self._is_key = True
        self._is_stray = False
        """Whether the word stands after quotes or brackets, which is a mistake of its own."""
        self._last = ""
        """What stands before the token at ``_at``."""

    def scan(self) -> int:
        """Scan up to the last bracket; return the offset after it, or where lines go on."""
        while self._at < len(self._text) and self._budget.spend():
            kind, end = self._token()
            if kind in _WORDS:
                # Words with blanks between them are one scalar.
                self._word = Span(self._word.start if self._word else self._at, end)
            elif kind == "comment":
                self._finish_word(kind)  # no scalar goes on after a comment
            elif kind not in FILLING:
                self._finish_word(kind)
                if kind == "open" and self._open and (behind := self._skip_jinja()):
                    end = behind
                else:
                    self._nest(kind)
                if self.is_closed:
                    return end
            elif kind == "break" and self._ends_at(end):
                return end
            self._at = end
        following = next_line(self._text, self._line.end)
        return following if self._is_closed_anywhere else max(following, self._at)

    def _token(self) -> FlowToken:
        token = flow_token(self._text, self._at, last=self._last)
        if token.kind in FILLING:
            return token
        if token.kind in _WORDS and self._last in ENDS_JSON:
            self._is_stray = True
        self._last = kind_before(self._text, self._at, token.kind, self._last)
        return token

    def _skip_jinja(self) -> int | None:
        if JINJA_START.match(self._text, self._at) is None:
            return None
        end = JINJA_END.search(self._text, self._at, self._line_end)
        if end is None:
            return None
        self.jinja.append(Span(self._at, end.end()))
        return end.end()

    def _nest(self, kind: str) -> None:
        """Take note of brackets, commas and colons."""
        if kind == "open":
            self._open.append(self._text[self._at])
        elif kind == "close":
            self._open.pop()
            self.is_closed = not self._open
        if kind in {"open", "comma"}:
            self._is_key = True
        elif kind == "colon":
            self._is_key = False
            if self._text[self._at + 1 : self._at + 2] not in {"", " ", "\t", "\r", "\n"}:
                self.insertions.append(TextEdit(Span(self._at + 1, self._at + 1), " "))

    def _ends_at(self, start: int) -> bool:
        """Whether block structure goes on with the line at ``start``: a bracket is missing."""
        line = read_line(self._text, start)
        self._line_end = line.end
        if self._is_closed_anywhere:
            return False
        return line.is_structure and line.indent <= self._column

    def _tight_colons(self, word: Span, written: str, ended_by: str) -> Iterator[int]:
        """Yield the colons of a plain scalar, and that behind it, before one of ``,?[]{}``."""
        properties = _PROPERTIES.match(written)
        if properties is None or properties.end() == len(written):
            return
        for colon in _QUESTION.finditer(written, properties.end()):
            yield word.start + colon.start()
        if ended_by == "colon" and self._text[self._at + 1 : self._at + 2] in _FLOW_INDICATORS:
            yield self._at

    def _finish_word(self, ended_by: str) -> None:
        word, self._word = self._word, None
        is_stray, self._is_stray = self._is_stray, False
        if word is None or is_stray:
            return
        written = self._text[word.start : word.end]
        self.tight_colons += self._tight_colons(word, written, ended_by)
        if written[0] in "&*!@`%" or written.startswith(("? ", "- ")):
            return
        colon = _WORD_COLON.search(written)
        in_braces = bool(self._open) and self._open[-1] == "{"
        if (
            colon
            and colon.start()
            and in_braces
            and self._is_key
            and ended_by in {"comma", "close"}
        ):
            self.missing_spaces[word.start + colon.end()] = word
        elif ":" in written or "?" in written[1:] or "\t" in written:
            self.words.append(word)
