"""Somebody who types into a file, with a clock of their own, and what is shown after each key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from floe_lsp.compilation import Diagnostic
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.patience import Patience
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.state.settings import Settings
from floe_lsp.lsp.work.analysis import Analyzer
from floe_lsp.lsp.work.crash_reporter import CrashReporter
from floe_lsp.syntax import SourceText

KEY_SECONDS = 0.12
"""From one key to the next, as people type."""

_KEY = re.compile(r"\n[ ]*|.")
_CLOSED_BY = {"[": "]", "{": "}", '"': '"', "'": "'"}
_BEFORE_A_QUOTE = " [{,"


def keys_of(text: str) -> list[str]:
    """Return the keys that write a text; the indentation of a line comes with Enter."""
    return _KEY.findall(text)


class Typist:
    """A session in which one file is written in."""

    def __init__(
        self,
        path: Path,
        text: str = "",
        at: int | None = None,
        *,
        settings: Settings | None = None,
        closes: bool = False,
    ) -> None:
        """Open a file with the caret at an offset, at its end by default.

        With ``closes`` the editor closes brackets and quotes, and lets a person type over those.
        """
        self.path = path
        self.now = 0.0
        self.at = len(text) if at is None else at
        self.session = Session(ClientFeatures())
        self.session.patience = Patience(lambda: self.now)
        self.session.folders.set(elsewhere=settings or Settings())
        self._analyzer = Analyzer(self.session, CrashReporter(), lambda _path, _rule: None)
        self._version = 1
        self._closes = closes
        opened = self.session.store.open(path.as_uri(), path, 1, text, on_disk=True)
        self.session.files.open(opened)
        self.shown = self._analysed()

    @property
    def text(self) -> SourceText:
        """What the file holds now."""
        document = self.session.store.at(self.path)
        assert document is not None
        return document.text

    @property
    def line(self) -> int:
        """The line of the caret, zero-based."""
        return self.text.position(self.at).line

    def key(self, key: str, *, erases: int = 0, is_analysed: bool = True) -> tuple[Diagnostic, ...]:
        """Type a key in the place of some characters before the caret; return what is shown.

        Without ``is_analysed`` the next key comes before anything could be found.
        """
        self.now += KEY_SECONDS
        self._version += 1
        before, convert = self.text, self.session.convert
        begin = convert.position(before, self.at - erases)
        replaced = types.Range(begin, convert.position(before, self.at))
        change = types.TextDocumentContentChangePartial(replaced, key)
        changed = self.session.store.change(self.path.as_uri(), self._version, [change])
        self.at += len(key) - erases
        self.session.patience.edited(self.path, before, changed.text, self.at)
        self.session.files.open(changed)
        self.shown = self._analysed() if is_analysed else self._look()
        return self.shown

    def types(self, text: str) -> Iterator[tuple[Diagnostic, ...]]:
        """Type a text; yield what is shown after each key."""
        for key in keys_of(text):
            yield self._strike(key) if self._closes else self.key(key)

    def _strike(self, key: str) -> tuple[Diagnostic, ...]:
        text, at = self.text.text, self.at
        if key in _CLOSED_BY.values() and text[at : at + 1] == key:
            self.at += 1
            return self.key(key, erases=1)
        closing = _CLOSED_BY.get(key, "")
        if key != closing or text[at - 1 : at] in _BEFORE_A_QUOTE:
            self.key(key + closing)
            self.at -= len(closing)
            return self.shown
        return self.key(key)

    def write(self, text: str) -> tuple[Diagnostic, ...]:
        """Type a text; return what is shown at its end."""
        for _ in self.types(text):
            pass
        return self.shown

    def wait(self, seconds: float) -> tuple[Diagnostic, ...]:
        """Type nothing for a while; return what is shown then."""
        self.now += seconds
        return self._look()

    def go(self, at: int) -> tuple[Diagnostic, ...]:
        """Move the caret; return what is shown then."""
        self.at = at
        self.session.patience.moved_caret(self.path, self.text, at)
        return self._look()

    def save(self) -> tuple[Diagnostic, ...]:
        """Save the file; return what is shown then."""
        self.session.patience.rest()
        self.session.patience.saved(self.path)
        return self._look()

    def is_here(self, found: Diagnostic) -> bool:
        """Whether a finding stands in the line of the caret."""
        return self.text.position(found.location.span.start).line == self.line

    def _analysed(self) -> tuple[Diagnostic, ...]:
        self.session.take(self._analyzer.analyze(self.path, lambda _: None))
        return self._look()

    def _look(self) -> tuple[Diagnostic, ...]:
        self.shown = self.session.shown(self.path)
        return self.shown
