"""What analyses share: what was found out about documents, kept while they are the newest.

A thousand products run on one platform. Whoever analyses many of them, or one again and again,
keeps one ``AnalysisCache`` beside its ``Sources``, and what depends on the manifests alone is found
once, as the same objects for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from .documents import Document
from .territory import Territory

T = TypeVar("T")


@dataclass(frozen=True)
class _Shared:
    """A finding about a chain of manifests, with what it depends on."""

    documents: tuple[Document, ...]
    depends_on: tuple[object, ...]
    value: object

    def holds_for(self, documents: tuple[Document, ...], depends_on: tuple[object, ...]) -> bool:
        return self.documents == documents and self.depends_on == depends_on


class AnalysisCache:
    """Remembers by identity of the documents, so what it returns is never out of date.

    Several threads may ask at once: both may do the work, and both get the same object.
    """

    def __init__(self) -> None:
        self._of_documents: WeakKeyDictionary[Document, dict[type, object]] = WeakKeyDictionary()
        self._of_chains: dict[tuple[type, Path], _Shared] = {}
        self._of_files: dict[tuple[type, Path], tuple[object, object]] = {}
        self._keeping = Lock()

    def keep(self, territory: Territory) -> None:
        """Drop what was found about chains and files that no product asks for any more."""
        with self._keeping:
            for key in [each for each in self._of_files if not territory.holds(each[1])]:
                del self._of_files[key]
            for key in [each for each in self._of_chains if not territory.holds(each[1])]:
                del self._of_chains[key]

    def of_document(self, kind: type[T], document: Document, find: Callable[[], T]) -> T:
        """Return what ``find`` makes of one document alone, while the document lives.

        Args:
            kind: The type of the answer, and the question: a document has one answer of a type.
            document: What the answer is about.
            find: Makes the answer, which must not hold the document.
        """
        known = self._of_documents.get(document, {}).get(kind)
        if known is None:
            made = find()
            with self._keeping:
                known = self._of_documents.setdefault(document, {}).setdefault(kind, made)
        return cast("T", known)

    def of_chain(
        self,
        kind: type[T],
        documents: tuple[Document, ...],
        depends_on: tuple[object, ...],
        find: Callable[[], T],
    ) -> T:
        """Return what ``find`` makes of a chain of manifests.

        The answer for the newest text of the chain takes the place of that for an older one, so
        there is at most one for each manifest that products name.

        Args:
            kind: The type of the answer, and the question.
            documents: The chain, the product's own manifest first.
            depends_on: What else the answer depends on.
            find: Makes the answer, which may hold the documents.
        """
        key = (kind, documents[0].path)
        known = self._of_chains.get(key)
        if known is None or not known.holds_for(documents, depends_on):
            made = _Shared(documents, depends_on, find())
            with self._keeping:
                known = self._of_chains.get(key)
                if known is None or not known.holds_for(documents, depends_on):
                    known = self._of_chains[key] = made
        return cast("T", known.value)

    def of_file(self, kind: type[T], path: Path, state: object, find: Callable[[], T]) -> T:
        """Return what ``find`` makes of a file that is no document, while the file stays the same.

        Args:
            kind: The type of the answer, and the question.
            path: The file.
            state: What compares unequal after the file has changed.
            find: Makes the answer.
        """
        known = self._of_files.get((kind, path))
        if known is None or known[0] != state:
            known = (state, find())
            self._of_files[kind, path] = known
        return cast("T", known[1])
