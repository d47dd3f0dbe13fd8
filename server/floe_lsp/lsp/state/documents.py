"""The open documents, kept in step with the editor (LSP 3.17, "Text Document Synchronization")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from lsprotocol import types

from floe_lsp.files.names import SPEC_NAMES
from floe_lsp.files.status import is_there
from floe_lsp.lsp.wire import uris
from floe_lsp.syntax import PositionEncoding, SourceText

_UNSAVED = "floe-unsaved-buffers"
"""A name that nobody uses, of the folder or in the paths of buffers that are not files."""

_SEPARATOR = re.compile(r"[/\\]")

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")

TextChange = types.TextDocumentContentChangePartial | types.TextDocumentContentChangeWholeDocument


@dataclass(frozen=True)
class OpenDocument:
    """A document as the editor has it: ``uri`` in the editor's own spelling."""

    uri: str
    path: Path
    text: SourceText
    on_disk: bool
    """Whether the URI names a file; one that does not is never looked for on the disk."""

    @property
    def version(self) -> int:
        """The editor's version number."""
        return self.text.version or 0

    @property
    def name(self) -> str:
        """What the editor calls it: the last part of the URI."""
        return uris.name(self.uri)


class OutOfStepError(Exception):
    """A change does not fit what is known of its document; applying it would corrupt the text."""


class DocumentStore:
    """Every open document by URI. Written on the event loop's thread, read on every thread.

    A document whose change did not fit is forgotten until it is opened again or sent whole.
    """

    def __init__(self, encoding: PositionEncoding = "utf-16") -> None:
        self.encoding: PositionEncoding = encoding
        self._documents: dict[str, OpenDocument] = {}
        self._keys: dict[Path, tuple[str, ...]] = {}
        """The keys of a path's documents; URIs that differ can name one file."""
        self._lost: dict[str, OpenDocument] = {}

    def __iter__(self) -> Iterator[OpenDocument]:
        # A copy: documents come and go on the event loop's thread meanwhile.
        return iter(tuple(self._documents.values()))

    def get(self, uri: str) -> OpenDocument | None:
        """Return an open document, ``None`` when it is not open."""
        return self._documents.get(uris.normalise(uri))

    def at(self, path: Path) -> OpenDocument | None:
        """Return the open document of a path; the one that was opened first, if there are two."""
        known = (self._documents.get(key) for key in self._keys.get(path, ()))
        return next((each for each in known if each is not None), None)

    def path_of_buffer(self, uri: str, roots: Sequence[Path]) -> Path:
        """Return where a buffer stands that is not a file: in the first folder if it will be saved.

        There its path is one that no file has, or it would stand for a file of the same name. One
        that is open stays where it is as long as that is there.
        """
        name = _as_one_part(uris.name(uri)) or SPEC_NAMES[0]
        if uris.scheme(uri) != "untitled" or not roots:
            return Path("/", _UNSAVED, _as_one_part(uris.normalise(uri)), name)
        if (document := self.get(uri)) is not None and document.path.parent == roots[0]:
            return document.path
        paths = (roots[0] / f"{_UNSAVED}-{number}-{name}" for number in count(1))
        return next(path for path in paths if self.at(path) is None and not is_there(path))

    def open(self, uri: str, path: Path, version: int, text: str, *, on_disk: bool) -> OpenDocument:
        """Take a document as the editor opens it."""
        key = uris.normalise(uri)
        self._lost.pop(key, None)
        self._forget(key)
        document = OpenDocument(uri, path, SourceText(text, version), on_disk)
        self._documents[key] = document
        self._keys[path] = (*self._keys.get(path, ()), key)
        return document

    def move_buffers(self, roots: Sequence[Path]) -> list[tuple[Path, Path]]:
        """Let the buffers that are not files stand in another first folder.

        Returns:
            Of each that is moved, where it stood and where it stands.
        """
        moved: list[tuple[Path, Path]] = []
        for each in self:
            path = each.path if each.on_disk else self.path_of_buffer(each.uri, roots)
            if path != each.path:
                self.open(each.uri, path, each.version, each.text.text, on_disk=False)
                moved.append((each.path, path))
        for key, each in self._lost.items():
            if not each.on_disk and each.path.parent not in roots[:1]:
                self._lost[key] = replace(each, path=self.path_of_buffer(each.uri, roots))
        return moved

    def close(self, uri: str) -> OpenDocument | None:
        """Forget a document and return what it was."""
        key = uris.normalise(uri)
        lost = self._lost.pop(key, None)
        return self._forget(key) or lost

    def _forget(self, key: str) -> OpenDocument | None:
        document = self._documents.pop(key, None)
        if document is not None:
            rest = tuple(each for each in self._keys.get(document.path, ()) if each != key)
            if rest:
                self._keys[document.path] = rest
            else:
                self._keys.pop(document.path, None)
        return document

    def change(self, uri: str, version: int, changes: Sequence[TextChange]) -> OpenDocument:
        """Apply the changes of one notification, in their order.

        Raises:
            OutOfStepError: The document is not open, the version does not grow, or a range ends
                before it begins. What is known of the document is forgotten then.
        """
        key = uris.normalise(uri)
        document = self._documents.get(key)
        if document is None:
            whole = bool(changes) and not isinstance(
                changes[0], types.TextDocumentContentChangePartial
            )
            lost = self._lost.get(key)
            if lost is None or not whole:
                raise OutOfStepError("it is not open")
            document = self.open(uri, lost.path, version - 1, "", on_disk=lost.on_disk)
        try:
            text = self._changed_by(document, version, changes)
        except OutOfStepError:
            self._forget(key)
            self._lost[key] = document
            raise
        changed = OpenDocument(
            document.uri, document.path, SourceText(text.text, version), document.on_disk
        )
        self._documents[key] = changed
        return changed

    def end_of(self, changes: Sequence[TextChange], changed: OpenDocument) -> int | None:
        """Return the offset at which the last of the changes ends in the text that they gave.

        Nothing where the editor has told the whole text instead.
        """
        last = changes[-1] if changes else None
        if not isinstance(last, types.TextDocumentContentChangePartial):
            return None
        text, start = changed.text, last.range.start
        at = text.from_units(start.line, start.character, self.encoding) + len(last.text)
        return min(at, len(text.text))

    def _changed_by(
        self, document: OpenDocument, version: int, changes: Sequence[TextChange]
    ) -> SourceText:
        if version <= document.version:
            raise OutOfStepError(f"version {version} came after {document.version}")
        text = document.text
        for change in changes:
            text = self._changed(text, change)
        return text

    def _changed(self, text: SourceText, change: TextChange) -> SourceText:
        if not isinstance(change, types.TextDocumentContentChangePartial):
            return SourceText(change.text)
        first, last = change.range.start, change.range.end
        if (last.line, last.character) < (first.line, first.character):
            raise OutOfStepError("a range ends before it begins")
        start = text.from_units(first.line, first.character, self.encoding)
        end = text.from_units(last.line, last.character, self.encoding)
        before, after = text.text[:start], text.text[end:]
        if self.encoding == "utf-16":
            # An editor that counts so may take a pair apart, and put it together afterwards.
            if text.to_units(start, self.encoding)[1] < first.character:
                before += _halves(text.text[start : start + 1])[0]
            if text.to_units(end, self.encoding)[1] < last.character:
                after = _halves(after[:1])[1] + after[1:]
        return SourceText(before[:-1] + _whole(before[-1:] + change.text + after[:1]) + after[1:])


def _as_one_part(text: str) -> str:
    """Return a text as one part of a path, whatever a URI that was escaped says; empty for none."""
    part = _SEPARATOR.sub("_", text.encode("utf-8", "backslashreplace").decode())
    return "" if part in (".", "..") else part


def _halves(character: str) -> tuple[str, str]:
    """Return the two halves of a pair in UTF-16; any other character is not in two."""
    if character <= "\uffff":
        return "", character
    bits = ord(character) - 0x10000
    return chr(0xD800 + (bits >> 10)), chr(0xDC00 + (bits & 0x3FF))


def _whole(text: str) -> str:
    """Return a text in which two halves of a pair that have come together are one character."""
    if not _PAIR.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
