"""``textDocument/selectionRange`` answers for as many positions as an answer may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from door import Door

from corpus import DEFAULT_FILES
from floe_lsp.ide.limits import MOST_ENTRIES

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]


def ranges(answer: dict[str, Any] | None) -> Iterator[Any]:
    """Yield a range and those around it."""
    while answer is not None:
        yield answer["range"]
        answer = answer.get("parent")


async def test_the_first_positions_are_answered() -> None:
    uri = "untitled:floe.yaml"
    async with Door() as door:
        await door.initialize()
        door.open(uri, DEFAULT_FILES["floe.yaml"])
        positions = [{"line": 3, "character": 10}] * 20_000
        params = {"textDocument": {"uri": uri}, "positions": positions}
        answered = (await door.ask("textDocument/selectionRange", params))["result"]
        each = len(list(ranges(answered[0])))
        assert len(answered) == MOST_ENTRIES // each
        assert len(list(ranges(answered[-1]))) == each
