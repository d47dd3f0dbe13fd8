"""What is shown of a file, and a short name for exactly that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from operator import is_
from pathlib import Path

from lsprotocol import types

from floe_lsp.compilation import Diagnostic
from floe_lsp.compilation.territory import Territory
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.state.settings import Settings


class Reports:
    """Findings of files as the protocol has them. A name is made once, until others are found."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[Path, tuple[tuple[Diagnostic, ...], Settings, str]] = {}
        session.keepers.append(self._keep)

    def _keep(self, territory: Territory) -> None:
        territory.keep(self._names)

    def items(self, path: Path) -> list[types.Diagnostic]:
        """Return the findings of a file."""
        settings = self._session.folders.settings_of(path)
        convert = self._session.convert
        return [convert.diagnostic(each, settings) for each in self._session.shown(path)]

    def name(self, path: Path) -> str:
        """Return the result id: the same for the same findings at the same places."""
        found = self._session.shown(path)
        if not found:
            self._names.pop(path, None)
            return NOTHING
        settings = self._session.folders.settings_of(path)
        known = self._names.get(path)
        if known is None or known[1] is not settings or not _same(known[0], found):
            known = self._names[path] = found, settings, _digest(self._shown(found, settings))
        return known[2]

    def _shown(self, found: tuple[Diagnostic, ...], settings: Settings) -> Iterator[object]:
        convert = self._session.convert
        for each in found:
            place = each.location
            yield (
                each.sort_key(),
                each.suggestion,
                convert.range(place.text, place.span),
                convert.severity(each, settings),
                [(related.location.sort_key(), related.message) for related in each.related],
            )


def _same(first: tuple[Diagnostic, ...], second: tuple[Diagnostic, ...]) -> bool:
    """Whether both hold the same objects: equal ones may be of texts with other lines."""
    return len(first) == len(second) and all(map(is_, first, second))


def _digest(shown: Iterator[object]) -> str:
    digest = hashlib.sha256()
    for each in shown:
        digest.update(repr(each).encode())
    return digest.hexdigest()[:16]


NOTHING = _digest(iter(()))
"""The name of a file in which nothing is found."""
