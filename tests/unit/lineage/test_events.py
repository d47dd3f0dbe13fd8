"""Lineage as events: where the source is, files of buckets, what is left out."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from openlineage.client.serde import Serde

from floe_lsp.lineage.events import events_of
from floe_lsp.lineage.plan import Lineage, Step, Table

pytestmark = pytest.mark.requirement("lineage")

STARTED = datetime(2026, 1, 1, tzinfo=timezone.utc)


def events(**more: Any) -> list[dict[str, Any]]:
    lineage = Lineage("orders", STARTED, STARTED + timedelta(seconds=1), **more)
    return [Serde.to_dict(each) for each in events_of(lineage)]


def test_where_the_source_is() -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    start, end = events(repository="github.com/acme/orders", commit=commit)
    for event in (start, end):
        source = event["job"]["facets"]["sourceCodeLocation"]
        assert source["type"] == "git"
        assert source["url"] == source["repoUrl"] == "https://github.com/acme/orders"
        assert source["version"] == commit


def test_a_source_that_is_of_no_commit() -> None:
    start, _ = events(repository="github.com/acme/orders")
    assert "version" not in start["job"]["facets"]["sourceCodeLocation"]
    start, _ = events()
    assert "sourceCodeLocation" not in start["job"]["facets"]


@pytest.mark.parametrize(
    ("path", "namespace", "name"),
    [
        ("s3://landing/orders/*.csv", "s3://landing", "orders/*.csv"),
        ("gs://landing", "gs://landing", "/"),
        ("data/orders/*.csv", "file", "data/orders/*.csv"),
    ],
)
def test_files_by_the_naming_conventions(path: str, namespace: str, name: str) -> None:
    step = Step("ingestion.orders.till", "INGESTION", (), Table("raw.till"), path)
    _, loaded, _ = events(namespace="orders", steps=(step,))
    (files,) = loaded["inputs"]
    assert (files["namespace"], files["name"]) == (namespace, name)


def test_when_it_began_and_ended() -> None:
    start, end = events(failure="1 error: E110 (unknown dependency)")
    assert (start["eventTime"], end["eventTime"]) == (
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:01+00:00",
    )
    assert (start["eventType"], end["eventType"]) == ("START", "FAIL")
    assert "errorMessage" not in start["run"]["facets"]
