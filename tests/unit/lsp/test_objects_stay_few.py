"""What is done a thousand times leaves no more behind than what is done a hundred times."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from pathlib import Path

import pytest
from door import Door

from corpus import DEFAULT_FILES

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]

PRODUCT, MANIFEST = DEFAULT_FILES["floe.yaml"], DEFAULT_FILES["manifest.yaml"]
WRONG = PRODUCT + "  - name: gold\n    dependsOn: [stg_order]\n"


async def cycle(door: Door, uri: str) -> None:
    """Open, edit and close a document, and ask about it."""
    door.open(uri, WRONG)
    number = door.start("textDocument/hover", place(uri))
    await asyncio.sleep(0)
    door.change(uri, 2, {"text": PRODUCT})
    door.notify("$/cancelRequest", {"id": number})
    door.start("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    await asyncio.sleep(0)
    door.close_document(uri)


def place(uri: str) -> dict[str, object]:
    return {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 2}}


async def objects(door: Door) -> Counter[str]:
    """How many objects of each type there are when nothing is left to be done."""
    await door.rest()
    door.session.sweep()
    door.said.clear()
    gc.collect()
    return Counter(f"{type(each).__module__}.{type(each).__name__}" for each in gc.get_objects())


async def test_a_thousand_documents(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    async with Door() as door:
        await door.initialize(tmp_path)

        async def work(numbers: range) -> Counter[str]:
            for number in numbers:
                folder = "shop" if number % 2 else f"shop{number}"
                await cycle(door, (tmp_path / folder / "floe.yaml").as_uri())
                if number % 50 == 0:
                    await door.rest()
            return await objects(door)

        before = await work(range(100))
        after = await work(range(100, 1000))
    more = {name: count - before[name] for name, count in after.items() if count > before[name]}
    # Caches of a fixed size may have filled up; a leak is one of each document.
    assert {name: count for name, count in more.items() if count >= 100} == {}
