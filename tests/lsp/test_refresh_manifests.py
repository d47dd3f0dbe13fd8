"""Manifests of registries in an editor: copies alone, until a person asks for new ones."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from threading import Event

import pytest
from door import Door, Message
from registry import MANIFEST, RealRegistry, misbehaving_registry, pushed, real_registry, send

from corpus import DEFAULT_FILES

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.requirement("registries"),
    pytest.mark.usefixtures("alone"),
]

ACTIONS: Message = {
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
    }
}
LINE = 6
"""Where the product names its manifest."""


@pytest.fixture
def registry(tmp_path: Path) -> Generator[RealRegistry]:
    with real_registry(tmp_path / "registry") as running:
        yield running


@pytest.fixture
def pushing(tmp_path: Path) -> Path:
    """The file that is pushed."""
    file = tmp_path / "manifest.yaml"
    file.write_text(MANIFEST, encoding="utf-8")
    return file


def product(folder: Path, address: str) -> Path:
    file = folder / "orders" / "floe.yaml"
    file.parent.mkdir()
    text = DEFAULT_FILES["floe.yaml"]
    text = text.replace("transforms:", f"platform:\n  manifest: {address}\ntransforms:")
    file.write_text(text, encoding="utf-8")
    return file


async def opened(door: Door, file: Path, *, untrusted: bool = False) -> None:
    options = {"untrustedWorkspace": untrusted}
    await door.initialize(file.parent, capabilities=ACTIONS, options=options)
    door.open(file.as_uri(), file.read_text(encoding="utf-8"))
    await door.rest()


def codes(door: Door, file: Path) -> list[str]:
    return [each.code for each in door.session.results.findings.of(file)]


async def actions(door: Door, file: Path) -> list[Message]:
    place = {"line": LINE, "character": 14}
    params: Message = {"textDocument": {"uri": file.as_uri()}}
    params |= {"range": {"start": place, "end": place}, "context": {"diagnostics": []}}
    return (await door.ask("textDocument/codeAction", params))["result"]


async def refresh(door: Door) -> Message:
    params: Message = {"command": "floe.refreshManifests", "arguments": []}
    answer = (await door.ask("workspace/executeCommand", params))["result"]
    await door.rest()
    return answer


async def test_a_click_fetches_what_is_named(
    registry: RealRegistry, pushing: Path, tmp_path: Path
) -> None:
    digest = pushed(registry.address(), pushing)
    file = product(tmp_path, registry.address())
    async with Door() as door:
        await opened(door, file)
        assert codes(door, file) == ["E225"]
        offered = {each["title"]: each for each in await actions(door, file)}
        assert offered["Refresh manifests"]["command"]["command"] == "floe.refreshManifests"
        answer = await refresh(door)
        assert answer["ok"], answer
        assert answer["manifests"] == [{"address": registry.address(), "digest": digest}]
        assert answer["message"] == "1 manifest fetched"
        assert codes(door, file) == []
        # What is there by now is not looked for; it is what the next click is for.
        pushing.write_text(MANIFEST.replace("duckdb", "dukcdb"), encoding="utf-8")
        newer = pushed(registry.address(), pushing)
        text = file.read_text(encoding="utf-8")
        door.change(file.as_uri(), 2, {"text": f"{text}# typed\n"})
        await door.rest()
        assert codes(door, file) == []
        answer = await refresh(door)
        assert answer["manifests"] == [{"address": registry.address(), "digest": newer}]
        (analysis,) = door.session.analyses.values()
        assert [each.code for each in analysis.diagnostics] == ["E207"]
        registry.stop()
        answer = await refresh(door)
        assert not answer["ok"]
        assert "1 not: nobody answers at" in answer["message"]
        assert len(door.session.analyses) == 1, "the copy still stands"


async def test_typing_asks_no_registry_and_an_untrusted_workspace_never_does(
    tmp_path: Path,
) -> None:
    with misbehaving_registry(lambda handler: send(handler, 404)) as server:
        file = product(tmp_path, server.address())
        for untrusted in (False, True):
            async with Door() as door:
                await opened(door, file, untrusted=untrusted)
                text = file.read_text(encoding="utf-8")
                for version, tag in enumerate("123", start=2):
                    changed = text.replace("1.0.0\ntransforms", f"{tag}.0.0\ntransforms")
                    door.change(file.as_uri(), version, {"text": changed})
                    await door.rest()
                assert server.asked == []
                titles = [each["title"] for each in await actions(door, file)]
                assert ("Refresh manifests" in titles) is not untrusted
                if untrusted:
                    answer = await refresh(door)
                    assert not answer["ok"]
                    assert "not trusted" in answer["message"]
                    assert server.asked == []
                else:
                    assert not (await refresh(door))["ok"]
                    assert server.asked
                    server.asked.clear()


async def test_without_a_registry_there_is_nothing_to_fetch(tmp_path: Path) -> None:
    file = product(tmp_path, "manifest.yaml")
    (file.parent / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    async with Door() as door:
        await opened(door, file)
        answer = await refresh(door)
        assert answer["ok"]
        assert answer["message"] == "no product names a manifest in a registry"


async def test_no_answer_waits_for_a_registry_that_is_silent(tmp_path: Path) -> None:
    """However often a person clicks; the second time it is said that it goes on already."""
    go_on = Event()

    def wait(handler: object) -> None:
        _ = go_on.wait(30)
        send(handler, 503)

    with misbehaving_registry(wait) as silent:
        file = product(tmp_path, silent.address())
        async with Door() as door:
            await opened(door, file)
            params: Message = {"command": "floe.refreshManifests", "arguments": []}
            numbers = [door.start("workspace/executeCommand", params) for _ in range(3)]
            try:
                place = {"line": 1, "character": 2}
                about: Message = {"textDocument": {"uri": file.as_uri()}, "position": place}
                hover = await door.ask("textDocument/hover", about)
                assert "FloeSpec" in str(hover["result"])
                await door.until(lambda: len(door.answers(numbers[2])) == 1)
                said = [door.answers(each) for each in numbers]
                assert (said[0], len(said[1])) == ([], 1)
                assert "already" in said[1][0]["result"]["message"]
            finally:
                go_on.set()
            await door.until(lambda: len(door.answers(numbers[0])) == 1)
