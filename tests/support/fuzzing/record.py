"""Every text that a document had, and what the server sends held against them.

Each range must lie in the text that it was made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from door import Message

from .answers import ranges_in, tokens_in
from .door import Asked, CheckedDoor, key_of
from .editor_text import Range, is_inside, place, units
from .target import Broken


@dataclass(frozen=True)
class Said:
    """A text that a document had from a moment on; ``None`` for a file that was not there."""

    moment: int
    version: int | None
    text: str | None


class Record:
    """The texts of one conversation, by document."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._said: defaultdict[str, list[Said]] = defaultdict(list)
        self._checked: set[object] = set()
        self._read = 0

    def add(self, uri: str, said: Said) -> None:
        """Take note of what a document says from now on."""
        self._said[key_of(uri)].append(said)

    def newest(self, uri: str) -> str | None:
        """Return what a document says now."""
        said = self._said.get(key_of(uri))
        return said[-1].text if said else None

    def check(self, door: CheckedDoor) -> None:
        """Check what has come since the last time.

        Raises:
            Broken: A range lies outside.
        """
        for message in door.said[self._read :]:
            self._check_message(message)
        self._read = len(door.said)
        for number, asked in door.asked.items():
            if asked.answers and number not in self._checked:
                self._checked.add(number)
                self._check_answer(asked, door)

    def _check_message(self, message: Message) -> None:
        if message.get("method") != "textDocument/publishDiagnostics":
            return
        params = message["params"]
        uri, version = params["uri"], params.get("version")
        said = self._said[key_of(uri)]
        texts = [each.text for each in said if version is None or each.version == version]
        for each in params["diagnostics"]:
            self._inside("published findings", uri, each["range"], texts)

    def _check_answer(self, asked: Asked, door: CheckedDoor) -> None:
        result: Any = asked.answers[0].get("result")
        own = _document_of(asked.params)
        places = list(ranges_in(result, own))
        if asked.method == "completionItem/resolve":
            # The edit that the editor was offered, of the text that it had then, comes back.
            offered = list(ranges_in(asked.params, own))
            places = [each for each in places if each not in offered]
        if result and asked.method.startswith("textDocument/semanticTokens"):
            places += [(own, each) for each in tokens_in(result["data"])]
        for uri, each in places:
            is_own = key_of(uri) == key_of(own)
            texts = self._meanwhile(uri, asked, door.moment, is_own=is_own)
            self._inside(asked.method, uri, each, texts)

    def _meanwhile(self, uri: str, asked: Asked, now: int, *, is_own: bool) -> list[str | None]:
        """The texts of which an answer may be; of another file an older one, while it is read."""
        said = self._said.get(key_of(uri), [])
        ends = [*(each.moment for each in said[1:]), now + 1]
        after = asked.moment if is_own else 0
        return [
            each.text
            for each, end in zip(said, ends, strict=False)
            if end > after and each.moment <= asked.answered
        ]

    def _inside(self, what: str, uri: str, given: Range, texts: Iterable[str | None]) -> None:
        known = [text for text in texts if text is not None]
        if not known and (not texts or given == place(0, 0, 0, 0)):
            return  # That a file is missing is said at its beginning.
        if not any(is_inside(text, given, self._encoding) for text in known):
            lengths = [units(text, self._encoding) for text in known]
            raise Broken(f"ranges of {what} lie inside", f"{uri} {given} of {lengths}")


def _document_of(params: object) -> str:
    """Return the document that a request is about: named, in an item, or in its data."""
    given = cast("Message", params) if isinstance(params, dict) else {}
    for name in ("textDocument", "item", "data"):
        holder = cast("object", given.get(name))
        if isinstance(holder, dict):
            return str(cast("Message", holder).get("uri", ""))
    return ""


def holds_nothing(door: CheckedDoor) -> None:
    """Check that a server keeps nothing of documents that are closed.

    Raises:
        Broken: It does.
    """
    session = cast("Any", door.server._conversation).session
    kept: dict[str, Iterable[object]] = {
        "buffers": session.files._buffers,
        "last good texts": session.files._last_good,
        "results": session.results.known(),
        "analyses": session.analyses,
    }
    for name, paths in kept.items():
        left = [path for path in paths if not session.is_of_interest(path)]
        if left:
            raise Broken(f"closed documents leave no {name}", f"{left}")
    if documents := list(session.store):
        raise Broken("closed documents are gone", f"{documents}")
