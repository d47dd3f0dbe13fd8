"""The documents of an editor and the files beside them: what is done to them, and told."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from door import Message

from .conversation import FILES
from .door import CheckedDoor, key_of
from .editor_text import changed, joined, place, range_of, snapped
from .record import Record, Said

_CREATED, _CHANGED, _DELETED = 1, 2, 3


@dataclass
class Shown:
    """A document that is open."""

    uri: str
    version: int
    text: str


class Texts:
    """The texts of one conversation; each change of one is recorded and sent."""

    def __init__(self, folder: Path, encoding: str, door: CheckedDoor, record: Record) -> None:
        self.folder = folder
        self.encoding = encoding
        self.shown: dict[str, Shown] = {}
        """The documents that are open, by key, in the order of opening."""
        self._lost: dict[str, Shown] = {}
        self._door = door
        self._record = record

    @property
    def are_in_step(self) -> bool:
        """Whether the server knows every text; of one that it has lost it shows nothing."""
        return not self._lost

    # Documents

    def open(self, uri: str, text: str) -> None:
        """Open a document, or open it again."""
        key = key_of(uri)
        self.shown.pop(key, None)
        self._lost.pop(key, None)
        shown = self.shown[key] = Shown(uri, 1 + self._door.moment, text)
        self._now(shown)
        item = {"uri": uri, "languageId": "yaml", "version": shown.version, "text": text}
        self._door.notify("textDocument/didOpen", {"textDocument": item})

    def edit(self, uri: str, share: float, length: int, new: str) -> None:
        """Replace some characters at a share of the text."""
        shown = self.shown.get(key_of(uri))
        if shown is None:
            return
        text = shown.text
        start = snapped(text, int(share * len(text)))
        end = max(start, snapped(text, min(len(text), start + length)))
        where = range_of(text, start, end, self.encoding)
        shown.text = changed(text, start, end, new)
        shown.version += 1
        self._now(shown)
        self._send_change(shown, {"range": where, "text": new})

    def replace(self, uri: str, text: str) -> None:
        """Replace the whole text, after which a lost document is known again."""
        key = key_of(uri)
        shown = self.shown.get(key) or self._lost.pop(key, None)
        if shown is None:
            return
        self.shown[key] = shown
        shown.text = text
        shown.version += 1
        self._now(shown)
        self._send_change(shown, {"text": text})

    def _send_change(self, shown: Shown, *changes: Message) -> None:
        document = {"uri": shown.uri, "version": shown.version}
        self._door.notify(
            "textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)}
        )

    def be_rude(self, uri: str, how: int) -> None:
        """Send what no editor sends; a change that cannot be applied loses the document."""
        key = key_of(uri)
        shown = self.shown.get(key)
        if shown is None or how == 0:
            if shown is None and key not in self._lost:
                self._send_change(Shown(uri, 7, ""), {"range": place(0, 0, 0, 0), "text": "x"})
            return
        if how == 1:
            shown.text = joined(shown.text + "x: 1")
            shown.version += 1
            self._now(shown)
            self._send_change(shown, {"range": place(10**6, 3, 10**6, 9), "text": "x: 1"})
        elif how == 2:
            self._lose(key)
            self._send_change(Shown(uri, shown.version - 1, ""), {"text": "stale"})
        elif how == 3:
            self._lose(key)
            shown.version += 1
            self._send_change(shown, {"range": place(3, 0, 1, 0), "text": "x"})
        elif how == 4:
            self._door.notify("textDocument/didChange", {"textDocument": {"uri": uri}})
        else:
            self._door.start(
                "textDocument/hover",
                {"textDocument": {"uri": uri}, "position": {"line": -1, "character": 2**31}},
            )

    def _lose(self, key: str) -> None:
        self._lost[key] = self.shown.pop(key)
        self._on_disk(self._lost[key].uri)

    def close(self, uri: str) -> None:
        """Close a document."""
        key = key_of(uri)
        self.shown.pop(key, None)
        self._lost.pop(key, None)
        self._on_disk(uri)
        self._door.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def save(self, uri: str) -> None:
        """Write an open document to its file."""
        shown = self.shown.get(key_of(uri))
        if shown is not None and uri.startswith("file:"):
            self.write(uri, shown.text)
        self._door.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    # The disk

    def put(self, path: Path, text: str) -> bool:
        """Write a file and tell nobody; return whether there was one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        existed = path.exists()
        path.write_bytes(text.encode("utf-8", "replace"))
        self._on_disk(path.as_uri())
        return existed

    def write(self, uri: str, text: str) -> None:
        """Write a file and tell the server."""
        if uri.startswith("file:"):
            existed = self.put(self._path(uri), text)
            self._tell(uri, _CHANGED if existed else _CREATED)

    def delete(self, uri: str) -> None:
        """Delete a file, or for a buffer a whole folder, of which an editor names it alone."""
        if uri.startswith("file:"):
            self._path(uri).unlink(missing_ok=True)
            self._on_disk(uri)
            self._tell(uri, _DELETED)
            return
        folder = self.folder / "mill"
        shutil.rmtree(folder, ignore_errors=True)
        for name in FILES:
            if name.startswith("mill/"):
                self._on_disk((self.folder / name).as_uri())
        self._tell(folder.as_uri(), _DELETED)

    def _tell(self, uri: str, kind: int) -> None:
        self._door.notify(
            "workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": kind}]}
        )

    def _path(self, uri: str) -> Path:
        return Path(key_of(uri).removeprefix("file://"))

    # What was said when

    def _now(self, shown: Shown) -> None:
        self._door.moment += 1
        self._record.add(shown.uri, Said(self._door.moment, shown.version, shown.text))

    def _on_disk(self, uri: str) -> None:
        """Take note of what a file says that is not open."""
        self._door.moment += 1
        if key_of(uri) not in self.shown and uri.startswith("file:"):
            text = self.text_on_disk(self._path(uri))
            self._record.add(uri, Said(self._door.moment, None, text))

    @staticmethod
    def text_on_disk(path: Path) -> str | None:
        """Return what a file says, without a byte order mark, ``None`` where there is none."""
        try:
            return path.read_bytes().decode("utf-8").removeprefix("\ufeff")
        except (OSError, UnicodeDecodeError):
            return None

    def of(self, uri: str) -> str | None:
        """Return what a document says now."""
        shown = self.shown.get(key_of(uri))
        return self._record.newest(uri) if shown is None else shown.text
