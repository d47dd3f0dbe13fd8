"""What is kept of files that have gone is dropped a moment later, and not after the end."""

from __future__ import annotations

import asyncio

import pytest

from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.work import sweeping
from floe_lsp.lsp.work.sweeping import Sweeper

pytestmark = [pytest.mark.asyncio, pytest.mark.requirement("robustness")]


@pytest.mark.parametrize("stopped", [None, "before", "after"])
async def test_nothing_is_swept_after_the_end(
    monkeypatch: pytest.MonkeyPatch, stopped: str | None
) -> None:
    monkeypatch.setattr(sweeping, "_SECONDS", 0.0)
    session, swept = Session(ClientFeatures()), list[bool]()
    session.keepers.append(lambda _: swept.append(True))
    sweeper = Sweeper(session, lambda: False)
    if stopped == "before":
        sweeper.stop()
    sweeper.plan()
    if stopped == "after":
        sweeper.stop()
    await asyncio.sleep(0.01)
    assert swept == ([] if stopped else [True])
