"""Each workspace folder has settings of its own, which change when folders come and go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from wire import Message, Wire

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.requirement("one way for a change of the world")

WRONG = DEFAULT_FILES["floe.yaml"].replace("name: orders", "name: Bad Name")
INNER = {"severities": {"E101": "warning"}, "manifest": "own.yaml"}
STATUS = "floe/status"
CAPABILITIES = {"workspace": {"configuration": True, "workspaceFolders": True}}
ERROR, WARNING = 1, 2


class Workspace:
    """A product in a folder within the workspace folder; both folders have a manifest."""

    def __init__(self, root: Path) -> None:
        self.root, self.inner = root, root / "inner"
        self.product = self.inner / "floe.yaml"
        self.inner.mkdir()
        self.product.write_text(WRONG, encoding="utf-8")
        self.outer_manifest, self.own_manifest = root / "manifest.yaml", self.inner / "own.yaml"
        for path in (self.outer_manifest, self.own_manifest):
            path.write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def start(wire: Wire, workspace: Workspace) -> None:
    options = {"statusNotification": True}
    wire.initialize(workspace.root, capabilities=CAPABILITIES, options=options)
    answer_settings(wire, workspace)
    until(wire, workspace, ERROR, workspace.outer_manifest)


def test_a_folder_within_another_comes_and_goes(workspace: Workspace) -> None:
    with Wire() as wire:
        start(wire, workspace)
        change_folders(wire, added=[workspace.inner])
        answer_settings(wire, workspace)
        until(wire, workspace, WARNING, workspace.own_manifest)
        change_folders(wire, removed=[workspace.inner])
        answer_settings(wire, workspace)
        until(wire, workspace, ERROR, workspace.outer_manifest)
        assert wire.shut_down() == 0


def test_folders_come_before_the_settings_of_the_last_ones(workspace: Workspace) -> None:
    with Wire() as wire:
        start(wire, workspace)
        change_folders(wire, added=[workspace.inner])
        asked = settings_are_asked(wire)
        another = workspace.root / "another"
        another.mkdir()
        change_folders(wire, added=[another])
        answer_settings(wire, workspace, asked)
        # What is asked for by then has been analysed when this one is.
        later = another / "floe.yaml"
        later.write_text(WRONG, encoding="utf-8")
        created = {"uri": later.as_uri(), "type": 1}
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [created]})
        wire.diagnostics(later.as_uri())
        answer_settings(wire, workspace)
        until(wire, workspace, WARNING, workspace.own_manifest)
        assert wire.shut_down() == 0


def until(wire: Wire, workspace: Workspace, severity: int, manifest: Path) -> None:
    """Wait until the product is shown with a severity, under a manifest."""
    uri = workspace.product.as_uri()
    while [(each["code"], each["severity"]) for each in wire.diagnostics(uri)] != [
        ("E101", severity)
    ]:
        pass
    while not any(
        each["manifests"] == [manifest.as_uri()] for each in wire.notification(STATUS)["products"]
    ):
        pass


def change_folders(wire: Wire, added: list[Path] | None = None, removed: Any = ()) -> None:
    event = {
        name: [{"uri": each.as_uri(), "name": each.name} for each in folders]
        for name, folders in (("added", added or []), ("removed", removed))
    }
    wire.notify("workspace/didChangeWorkspaceFolders", {"event": event})


def settings_are_asked(wire: Wire) -> Message:
    return wire.take(lambda message: message.get("method") == "workspace/configuration")


def answer_settings(wire: Wire, workspace: Workspace, asked: Message | None = None) -> None:
    """Answer with the settings of each folder that the server asks for, or has asked for."""
    asked = asked or settings_are_asked(wire)
    inner = workspace.inner.as_uri()
    result = [INNER if each.get("scopeUri") == inner else {} for each in asked["params"]["items"]]
    wire.send({"jsonrpc": "2.0", "id": asked["id"], "result": result})
