"""The second target: an editor at the server's door, which may do anything at any moment."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Hashable, Iterator
from pathlib import Path
from random import Random

from . import conversation
from .comparison import finds_what_a_fresh_server_finds, finds_what_the_command_line_finds
from .conversation import Composer, Conversation
from .door import hurried
from .editor import Editor
from .memory import blocks_kept
from .mutations import Mutator, words_of
from .seeds import cases
from .target import Ran

_SEEDS = 60


class ServerDoor:
    """Each conversation has a server and a folder of its own."""

    name = "server"
    thorough_each = 3
    """A conversation has about thirty operations: every hundredth is followed by a comparison."""
    warm_after = 200

    def __init__(self) -> None:
        self._composer = Composer(
            Mutator(words_of([text for files in cases() for _, text in files]))
        )

    def seeds(self) -> list[Conversation]:
        """Conversations about some of the annotated documents."""
        chance = Random(9)  # noqa: S311 - a sample
        return [self._composer.new(chance) for _ in range(_SEEDS)]

    def mutated(self, given: Conversation, other: Conversation, chance: Random) -> Conversation:
        """Do something else, or begin anew."""
        if chance.random() < 0.15:
            return self._composer.new(chance)
        return self._composer.mutated(given, other, chance)

    def run(self, given: Conversation, *, thorough: bool) -> Ran:
        """Hold a conversation."""
        with hurried(), tempfile.TemporaryDirectory(prefix="floe-fuzzing-") as folder:
            return asyncio.run(_held(given, Path(folder).resolve(), thorough=thorough))

    def smaller(self, given: Conversation) -> Iterator[Conversation]:
        """Leave out what was done, then files, then parts of texts."""
        return conversation.smaller(given)

    def dumped(self, given: Conversation) -> str:
        """Write a conversation as JSON."""
        return conversation.dumped(given)

    def loaded(self, text: str) -> Conversation:
        """Read what ``dumped`` wrote."""
        return conversation.loaded(text)

    def size_in_memory(self) -> int:
        """Count what is kept when no conversation is held."""
        return blocks_kept()


async def _held(given: Conversation, folder: Path, *, thorough: bool) -> Ran:
    editor = Editor(given, folder)
    try:
        await editor.begin()
        for operation in given.operations:
            await editor.do(operation)
            editor.check()
        await editor.rest()
        editor.check()
        if thorough and editor.is_comparable:
            shown = await finds_what_a_fresh_server_finds(editor)
            finds_what_the_command_line_finds(editor, shown)
        await editor.leave()
    finally:
        with contextlib.suppress(Exception):
            editor.door.abandon()
    features: set[Hashable] = {
        (asked.method, *sorted(answer.keys() & {"result", "error"}), _is_empty(answer))
        for asked in editor.door.asked.values()
        for answer in asked.answers
    }
    return Ran(len(given.operations), frozenset(features))


def _is_empty(answer: dict[str, object]) -> bool:
    return not answer.get("result")
