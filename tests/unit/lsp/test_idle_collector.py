"""Garbage waits until nobody types, but not for ever."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from weakref import ref

import pytest

from floe_lsp.lsp.work import collecting
from floe_lsp.lsp.work.collecting import IdleCollector


class _Knot:
    """Garbage that only the cyclic collector frees."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_in_the_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(collecting, "_QUIET_SECONDS", 0.1)
    monkeypatch.setattr(gc, "freeze", lambda: None)  # it would hold for the other tests as well
    gc.disable()
    yield
    gc.enable()


async def _until_freed(knot: ref[_Knot], meanwhile: Callable[[], None]) -> None:
    for _ in range(2_000):
        if knot() is None:
            return
        meanwhile()
        await asyncio.sleep(0.01)
    pytest.fail("the garbage stays")


@pytest.mark.asyncio
async def test_garbage_is_collected_after_a_while_without_messages() -> None:
    collector, knot = IdleCollector(), ref(_Knot())
    collector.heard()
    assert knot() is not None
    await _until_freed(knot, lambda: None)


@pytest.mark.asyncio
async def test_an_editor_that_never_rests_gets_its_garbage_collected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collecting, "_AT_LEAST_EVERY_SECONDS", 0.2)
    collector, knot = IdleCollector(), ref(_Knot())
    await _until_freed(knot, collector.heard)
