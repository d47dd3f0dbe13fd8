"""What is no ordinary file on the disk neither holds up the server nor is followed."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from wire import Message, Wire

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.requirement("security")


@pytest.fixture
def product(tmp_path: Path) -> Path:
    folder = tmp_path / "work" / "orders"
    folder.mkdir(parents=True)
    for name, text in DEFAULT_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "floe.yaml"


@pytest.fixture
def server(product: Path) -> Generator[Wire]:
    with Wire() as wire:
        wire.initialize(product.parent)
        yield wire
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


def run(wire: Wire, command: str, product: Path) -> Message:
    asked = {"command": command, "arguments": [product.as_uri()]}
    return wire.ask("workspace/executeCommand", asked)["result"]


@pytest.mark.parametrize("command", ["floe.dryRun", "floe.compile"])
@pytest.mark.parametrize("kind", ["link", "pipe", "foreign"])
def test_an_output_that_is_not_ours(
    kind: str, command: str, product: Path, tmp_path: Path, server: Wire
) -> None:
    outside, target = tmp_path / "home", product.parent / "target"
    outside.mkdir()
    profile = target / "profiles.yml"
    if kind == "link":
        target.symlink_to(outside)
    else:
        target.mkdir()
    if kind == "pipe":
        os.mkfifo(profile)
    elif kind == "foreign":
        profile.write_text("mine: {}\n", encoding="utf-8")
    server.open(product.as_uri(), product.read_text(encoding="utf-8"))
    assert server.diagnostics(product.as_uri(), 1) == []
    answer = run(server, command, product)
    assert (answer["ok"], answer["written"]) == (False, [])
    place = target / "compiled_artifacts.json" if kind == "link" else profile
    (found,) = server.diagnostics(place.as_uri())
    code = {"link": "E501", "pipe": "E501", "foreign": "E502"}[kind]
    reason = {"link": "leads out of the product", "pipe": "it is a pipe", "foreign": "--force"}
    assert found["code"] == code
    assert reason[kind] in found["message"]
    assert list(outside.iterdir()) == []


def test_a_pipe_as_manifest_blocks_nobody(product: Path, server: Wire) -> None:
    os.mkfifo(product.with_name("pipe.yaml"))
    text = DEFAULT_FILES["floe.yaml"] + "platform:\n  manifest: pipe.yaml\n"
    server.open(product.as_uri(), text)
    (found,) = server.diagnostics(product.as_uri(), 1)
    assert found["code"] == "E205"
    assert "'pipe.yaml' is not read: it is a pipe" in found["message"]


def test_a_folder_that_cannot_be_searched_is_named_in_the_log(tmp_path: Path) -> None:
    link = tmp_path / "system"
    link.symlink_to("/proc/self")
    with Wire() as wire:
        wire.initialize(link)
        logged = wire.notification("window/logMessage")["message"]
        assert logged == (
            f"floe: {link} cannot be searched for products: it is a folder of the system"
        )
        assert wire.shut_down() == 0


def test_another_computer_is_not_asked_without_trust(product: Path) -> None:
    text = DEFAULT_FILES["floe.yaml"] + "platform:\n  manifest: '\\\\host\\share\\m.yaml'\n"
    for untrusted, code in ((True, "E206"), (False, "E205")):
        with Wire() as wire:
            wire.initialize(product.parent, options={"untrustedWorkspace": untrusted})
            wire.open(product.as_uri(), text)
            assert [each["code"] for each in wire.diagnostics(product.as_uri(), 1)] == [code]
