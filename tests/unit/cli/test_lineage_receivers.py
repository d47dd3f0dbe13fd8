"""Who takes lineage: what a manifest names gets events, and nothing of the user."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from lineage_receiver import receiving

from floe_lsp.cli.compiling.lineage import ToldLineage
from floe_lsp.cli.compiling.lineage_delivery import deliver
from floe_lsp.lineage.plan import Lineage
from floe_lsp.schemas.manifest.observability import LineageConfig

pytestmark = [pytest.mark.requirement("lineage"), pytest.mark.requirement("security")]

STARTED = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Those of a user with a key; whatever the client sets besides goes with the test."""

    monkeypatch.setattr(os, "environ", dict(os.environ))
    for name in list(os.environ):
        if name.startswith("OPENLINEAGE"):
            del os.environ[name]
    os.environ["HOME"] = str(tmp_path)
    os.environ["OPENLINEAGE_API_KEY"] = "key-of-the-user"
    os.environ["OPENLINEAGE__FACETS__ENVIRONMENT_VARIABLES"] = '["OPENLINEAGE_API_KEY"]'


def told(product: str, endpoint: str | None) -> ToldLineage:
    # A manifest cannot name this machine; what is tried is where events go, not what it may name.
    platform = LineageConfig().model_copy(update={"endpoint": endpoint})
    return ToldLineage(Lineage(product, STARTED, STARTED + timedelta(seconds=1)), platform)


def test_the_address_of_a_manifest_gets_no_key() -> None:
    with receiving() as receiver:
        done, lost = deliver([told("orders", f"{receiver.address}/own/lineage")])
    host = receiver.address.removeprefix("http://")
    assert (done, lost) == ([f"Lineage: 2 events sent to {host}"], [])
    assert receiver.paths == {"/own/lineage"}
    assert receiver.keys == {None}
    assert "key-of-the-user" not in str(receiver.events)


def test_products_of_several_platforms() -> None:
    """One that refuses keeps nobody else from what is theirs."""
    with receiving(status=400) as refusing, receiving() as taking:
        done, lost = deliver(
            [
                told("orders", refusing.address),
                told("returns", taking.address),
                told("stock", None),
                told("sales", taking.address),
            ]
        )
    hosts = [each.address.removeprefix("http://") for each in (refusing, taking)]
    assert done == [f"Lineage: 4 events sent to {hosts[1]}"]
    assert lost == [
        (
            "lineage was not sent: nobody takes it; set OPENLINEAGE_URL, or "
            "observability.lineage.endpoint in the manifest"
        ),
        (
            f"lineage was not delivered: {hosts[0]} cannot be reached, or refused it; "
            "0 of 2 events were taken"
        ),
    ]
    assert [each["job"]["name"] for each in taking.events] == [
        "returns", "returns", "sales", "sales",
    ]  # fmt: skip
