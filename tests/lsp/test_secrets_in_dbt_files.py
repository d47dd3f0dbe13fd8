"""Secrets in the files of a dbt project, in an editor: found as the files change, and not shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from planted import aws, word
from repositories import git
from wire import Message, Wire

from dbt_projects import project

pytestmark = pytest.mark.requirement("secret scanning")

FILES = {
    "floe.yaml": "apiVersion: floe.dev/v1\nkind: FloeSpec\n"
    "metadata: {name: orders, version: 1.0.0}\ntransforms: [{name: stg_orders}]\n",
    "manifest.yaml": "apiVersion: floe.dev/v1\nkind: Manifest\n"
    "metadata: {name: platform, version: 1.0.0, owner: platform@example.com}\n"
    "plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}\n"
    "governance: {policy_enforcement_level: strict, secret_scanning: {enabled: true}}\n",
    "dbt_project.yml": "name: orders\nprofile: orders\n",
    "models/stg_orders.sql": "select 1 as id\n",
    "profiles.yml": f"orders: {{outputs: {{dev: {{password: {word(1)}}}}}}}\n",
}


def changed(server: Wire, *paths: Path) -> None:
    events = [{"uri": each.as_uri(), "type": 2} for each in paths]
    server.notify("workspace/didChangeWatchedFiles", {"changes": events})


def codes(found: list[Message]) -> list[object]:
    return [each["code"] for each in found]


def test_they_come_and_go_with_the_files(tmp_path: Path) -> None:
    _ = project(tmp_path, FILES)
    git(tmp_path, "init", "--quiet")
    model, profiles = tmp_path / "models" / "stg_orders.sql", tmp_path / "profiles.yml"
    shown: list[object] = []
    with Wire(env={"FLOE_LOG_LEVEL": "DEBUG"}) as server:
        server.initialize(tmp_path)
        server.open((tmp_path / "floe.yaml").as_uri(), FILES["floe.yaml"])
        found = server.diagnostics(profiles.as_uri())
        assert codes(found) == ["FLOE-E602"]
        shown += found
        _ = (tmp_path / ".gitignore").write_text("profiles.yml\n", encoding="utf-8")
        changed(server, tmp_path / ".gitignore")
        assert server.diagnostics(profiles.as_uri()) == []
        _ = model.write_text(f"-- {aws(1)}\nselect 1 as id\n", encoding="utf-8")
        changed(server, model)
        found = server.diagnostics(model.as_uri())
        assert codes(found) == ["FLOE-E601"]
        assert found[0]["severity"] == 1
        shown += found
        # What is typed counts before it is saved.
        server.open(model.as_uri(), "select 2 as id\n")
        assert server.diagnostics(model.as_uri()) == []
        assert server.shut_down() == 0
        shown += server.left
    text = json.dumps(shown) + server.log.decode("utf-8", "replace")
    assert aws(1) not in text
    assert word(1) not in text
