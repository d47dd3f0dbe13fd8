"""What is found in each file: the union of what every product says of it, kept incrementally.

A manifest is governed by hundreds of products, and each of them says what is wrong in it. So a
result touches what its own product says, never what the others do.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from pathlib import Path

from floe_lsp.compilation import Diagnostic

_Identity = tuple[str, int, int, str, str]
_Said = dict[_Identity, Diagnostic]


class Findings:
    """Findings by file and owner: the product, or manifest, whose analysis says them."""

    def __init__(self) -> None:
        self._files: dict[Path, _File] = {}
        self._owners: dict[Path, dict[Path, _Said]] = {}

    def of(self, path: Path) -> tuple[Diagnostic, ...]:
        """Return what is found in a file, in order of place, what several owners say once.

        The tuple is the same object until something else is found.
        """
        file = self._files.get(path)
        return () if file is None else file.union()

    def set(self, owner: Path, found: Iterable[Diagnostic]) -> set[Path]:
        """Let an owner say this from now on; return the files in which something else is found."""
        before, now = self._owners.get(owner, {}), _by_file(found)
        if now:
            self._owners[owner] = now
        else:
            self._owners.pop(owner, None)
        return {
            path
            for path in before.keys() | now.keys()
            if self._says(owner, path, before.get(path, {}), now.get(path, {}))
        }

    def drop(self, owner: Path) -> set[Path]:
        """Let an owner say nothing any more; return the files in which something else is found."""
        return self.set(owner, ())

    def _says(self, owner: Path, path: Path, before: _Said, now: _Said) -> bool:
        file = self._files.get(path)
        if file is None:
            file = self._files[path] = _File()
        changed = False
        for key in before.keys() - now.keys():
            changed |= file.retract(key, owner)
        for key, each in now.items():
            if before.get(key) is not each:
                changed |= file.claim(key, owner, each)
        if file.is_empty:
            del self._files[path]
        return changed


def _by_file(found: Iterable[Diagnostic]) -> dict[Path, _Said]:
    files: dict[Path, _Said] = {}
    for each in found:
        files.setdefault(each.location.path, {}).setdefault(each.sort_key(), each)
    return files


class _File:
    """What is found in one file."""

    def __init__(self) -> None:
        self._claims: dict[_Identity, _Claim] = {}
        self._union: tuple[Diagnostic, ...] | None = ()

    @property
    def is_empty(self) -> bool:
        return not self._claims

    def union(self) -> tuple[Diagnostic, ...]:
        if self._union is None:
            self._union = tuple(self._claims[key].shown for key in sorted(self._claims))
        return self._union

    def claim(self, key: _Identity, owner: Path, found: Diagnostic) -> bool:
        claim = self._claims.get(key)
        if claim is None:
            claim = self._claims[key] = _Claim()
        changed = claim.add(owner, found)
        if changed:
            self._union = None
        return changed

    def retract(self, key: _Identity, owner: Path) -> bool:
        claim = self._claims[key]
        changed = claim.remove(owner)
        if claim.is_empty:
            del self._claims[key]
        if changed:
            self._union = None
        return changed


class _Claim:
    """One finding and who says it; that of the owner whose path comes first is shown.

    Owners may give it other fixes, and which of them is shown must not depend on the order in
    which results came.
    """

    def __init__(self) -> None:
        self._said: dict[Path, Diagnostic] = {}
        self._owners: list[Path] = []
        """A heap that may also hold owners who do not say it any more."""

    @property
    def is_empty(self) -> bool:
        return not self._said

    @property
    def shown(self) -> Diagnostic:
        return self._said[self._owners[0]]

    def add(self, owner: Path, found: Diagnostic) -> bool:
        """Let an owner say it; return whether another object is shown."""
        before = self._said.get(self._owners[0]) if self._owners else None
        if owner not in self._said:
            heappush(self._owners, owner)
        self._said[owner] = found
        return self.shown is not before

    def remove(self, owner: Path) -> bool:
        """Let an owner not say it any more; return whether another object is shown, or none."""
        before = self.shown
        del self._said[owner]
        while self._owners and self._owners[0] not in self._said:
            heappop(self._owners)
        if len(self._owners) > 2 * len(self._said):
            self._owners = list(self._said)
            heapify(self._owners)
        return not self._said or self.shown is not before
