"""A code that the settings switch off is shown nowhere, and nothing is offered for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from wire import FULL, Message, Wire

from corpus import DEFAULT_FILES

ACTIONS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
CAPABILITIES: Message = {**FULL, "textDocument": {**FULL["textDocument"], "codeAction": ACTIONS}}
UNKNOWN = DEFAULT_FILES["floe.yaml"] + "  - {name: gold, dependsOn: [stg_order]}\n"
TWICE = DEFAULT_FILES["floe.yaml"] + "  - {name: gold, dependsOn: [stg_orders, stg_orders]}\n"


class Off:
    """A server for which some codes are off, and a product."""

    def __init__(self, wire: Wire, product: Path, text: str, *codes: str) -> None:
        self.wire = wire
        self.uri = product.as_uri()
        self._text = text
        options = {"settings": {"severities": dict.fromkeys(codes, "off")}}
        wire.initialize(product.parent, capabilities=CAPABILITIES, options=options)
        wire.open(self.uri, text)

    def shown(self) -> set[str]:
        return {each["code"] for each in self.wire.diagnostics(self.uri, 1)}

    def actions(self, **context: object) -> list[Message]:
        """What can be done on the last line."""
        line = self._text.count("\n") - 1
        params: Message = {
            "textDocument": {"uri": self.uri},
            "range": {
                "start": {"line": line, "character": 0},
                "end": {"line": line, "character": 60},
            },
            "context": {"diagnostics": [], **context},
        }
        return self.wire.ask("textDocument/codeAction", params)["result"]

    def state(self, node: str) -> str:
        given = {"command": "floe.graph", "arguments": [self.uri]}
        nodes = self.wire.ask("workspace/executeCommand", given)["result"]["nodes"]
        (found,) = (each["state"] for each in nodes if each["name"] == node)
        return found


@pytest.fixture
def product(tmp_path: Path) -> Path:
    for name, text in DEFAULT_FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "floe.yaml"


@pytest.mark.parametrize(("codes", "is_on"), [((), True), (("E110",), False)])
def test_fixes_and_the_graph(codes: tuple[str, ...], is_on: bool, product: Path) -> None:
    with Wire() as wire:
        opened = Off(wire, product, UNKNOWN, *codes)
        assert ("E110" in opened.shown()) == is_on
        named = [
            found["code"] for each in opened.actions() for found in each.get("diagnostics", ())
        ]
        assert ("E110" in named) == is_on
        assert opened.state("gold") == ("error" if is_on else "ok")
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


@pytest.mark.parametrize(("codes", "is_on"), [((), True), (("E116",), False)])
def test_all_safe_fixes(codes: tuple[str, ...], is_on: bool, product: Path) -> None:
    with Wire() as wire:
        opened = Off(wire, product, TWICE, *codes)
        assert ("E116" in opened.shown()) == is_on
        titles = [each["title"] for each in opened.actions(only=["source.fixAll"])]
        assert titles == (["Apply all safe fixes"] if is_on else [])
        assert wire.shut_down() == 0


def test_a_safe_fix_beside_an_error_that_is_off(product: Path) -> None:
    with Wire() as wire:
        opened = Off(wire, product, TWICE + "  - {name: top, dependsOn: [stg_order]}\n", "E110")
        assert opened.shown() == {"E116"}
        (action,) = opened.actions(only=["source.fixAll"])
        (edits,) = action["edit"]["changes"].values()
        assert len(edits) == 1
        assert wire.shut_down() == 0
