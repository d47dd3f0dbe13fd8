"""Who takes lineage: what a manifest names gets events, and nothing of the user."""

from __future__ import annotations

import os
import socket
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from lineage_receiver import LineageReceiver, receiving

from floe_lsp.cli.compiling.lineage import ToldLineage
from floe_lsp.cli.compiling.lineage_delivery import DELIVERY_SECONDS, deliver
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
            f"lineage was not delivered: {hosts[0]} answered 400 (Bad Request): check the address "
            "in observability.lineage.endpoint of the manifest; 0 of 2 events were taken"
        ),
    ]
    assert [each["job"]["name"] for each in taking.events] == [
        "returns", "returns", "sales", "sales",
    ]  # fmt: skip


def host(receiver: LineageReceiver) -> str:
    return receiver.address.removeprefix("http://")


def test_the_address_of_a_manifest_gets_no_password_of_a_netrc_file(tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password hidden-words\n", encoding="utf-8")
    netrc.chmod(0o600)
    os.environ["NETRC"] = str(netrc)
    with receiving() as receiver:
        done, _ = deliver([told("orders", receiver.address)])
    assert done == [f"Lineage: 2 events sent to {host(receiver)}"]
    assert receiver.keys == {None}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_sent_on_by_the_address_of_a_manifest(status: int) -> None:
    """It may name what a manifest may not, such as the credentials of a machine in a cloud."""
    with (
        receiving() as hidden,
        receiving(status=status, redirect=f"{hidden.address}/a?key=x") as named,
    ):
        done, lost = deliver([told("orders", named.address)])
    assert (done, hidden.events, len(named.events)) == ([], [], 1)
    assert lost == [
        (
            f"lineage was not delivered: {host(named)} sends on to {host(hidden)}, which floe does "
            "not follow: if that is right, name it in observability.lineage.endpoint of the "
            "manifest; 0 of 2 events were taken"
        )
    ]


def test_a_slow_receiver_keeps_no_other_from_what_is_theirs() -> None:
    with receiving(seconds=20) as slow, receiving() as quick:
        done, lost = deliver([told("orders", slow.address), told("returns", quick.address)])
    assert done == [f"Lineage: 2 events sent to {host(quick)}"]
    assert lost == [
        (
            f"lineage was not delivered: {host(slow)} did not take it within 5 s; "
            "0 of 2 events were taken"
        )
    ]


def test_a_refused_connection_is_given_up_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"127.0.0.1:{closed.getsockname()[1]}"
    begun = time.monotonic()
    _, lost = deliver([told("orders", f"http://{nobody}")])
    assert time.monotonic() - begun < DELIVERY_SECONDS / 2
    assert lost == [
        (
            f"lineage was not delivered: {nobody} refused the connection: check that it runs, and "
            "the port in observability.lineage.endpoint of the manifest; 0 of 2 events were taken"
        )
    ]


@pytest.mark.parametrize("is_of_user", [True, False])
def test_a_server_with_a_fault_is_said_to_have_one(*, is_of_user: bool) -> None:
    with receiving(status=500) as receiver:
        if is_of_user:
            os.environ["OPENLINEAGE_URL"] = receiver.address
        begun = time.monotonic()
        _, lost = deliver([told("orders", None if is_of_user else receiver.address)])
    assert time.monotonic() - begun < DELIVERY_SECONDS / 2
    assert lost == [
        (
            f"lineage was not delivered: {host(receiver)} answered 500 (Internal Server Error): "
            "look into its log, or try later; 0 of 2 events were taken"
        )
    ]
    assert len(receiver.events) > 1, "what may pass was tried again"


def test_a_server_that_refuses_the_key_of_the_user() -> None:
    with receiving(status=401) as receiver:
        os.environ["OPENLINEAGE_URL"] = receiver.address
        _, lost = deliver([told("orders", None)])
    assert lost == [
        (
            f"lineage was not delivered: {host(receiver)} answered 401 (Unauthorized): a key goes "
            "only to OPENLINEAGE_URL; set it, and OPENLINEAGE_API_KEY; 0 of 2 events were taken"
        )
    ]
