"""Gates on the dbt project while its property files are edited, and fixes that write into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from wire import FULL, Message, Wire

from corpus import DEFAULT_FILES

pytestmark = pytest.mark.requirement("FLOE-E210")

ACTIONS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
CAPABILITIES: Message = {**FULL, "textDocument": {**FULL["textDocument"], "codeAction": ACTIONS}}
GATES = "governance:\n  quality_gates: {minimum_test_coverage: 100}\n"
BARE = "models:\n  - name: stg_orders\n    columns:\n      - name: id\n"
TESTED = f"{BARE}        data_tests:\n          - not_null\n"


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A product whose model has a column without a test."""
    (tmp_path / "models").mkdir()
    files = {
        "floe.yaml": DEFAULT_FILES["floe.yaml"],
        "manifest.yaml": DEFAULT_FILES["manifest.yaml"] + GATES,
        "dbt_project.yml": "name: orders\nprofile: orders\n",
        "models/stg_orders.sql": "select 1 as id\n",
        "models/models.yml": BARE,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "floe.yaml"


def codes(wire: Wire, uri: str) -> list[str]:
    return [each["code"] for each in wire.diagnostics(uri)]


def opened(wire: Wire, product: Path) -> str:
    wire.initialize(product.parent, capabilities=CAPABILITIES)
    uri = product.as_uri()
    wire.open(uri, DEFAULT_FILES["floe.yaml"])
    while codes(wire, uri) != ["FLOE-E210"]:
        pass
    return uri


def test_typing_in_an_open_property_file_is_seen_in_the_product(product: Path) -> None:
    properties = (product.parent / "models/models.yml").as_uri()
    with Wire() as wire:
        uri = opened(wire, product)
        wire.open(properties, BARE)
        wire.change(properties, 2, {"text": TESTED})
        while codes(wire, uri):
            pass
        # What is on the disk counts again when the file is closed.
        wire.close(properties)
        while codes(wire, uri) != ["FLOE-E210"]:
            pass
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


@pytest.mark.parametrize("is_open", [False, True])
def test_a_fix_writes_into_the_property_file(product: Path, *, is_open: bool) -> None:
    path = product.parent / "models/models.yml"
    above = "# of the shop\n"
    with Wire() as wire:
        uri = opened(wire, product)
        if is_open:
            wire.open(path.as_uri(), above + BARE)
            while [each["message"] for each in related(wire, uri)][:1] == []:
                pass
        action = fix(wire, uri, "Add not_null")
        assert action["title"] == "Add not_null to 'id' in 'models/models.yml'"
        ((changed, (edit,)),) = action["edit"]["changes"].items()
        assert changed == path.as_uri()
        at = {"line": 4 if is_open else 3, "character": len("      - name: id")}
        assert edit["range"] == {"start": at, "end": at}
        assert edit["newText"] == TESTED.removeprefix(BARE.rstrip()).rstrip()
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


def test_a_fix_may_make_a_place_for_what_a_person_writes(product: Path) -> None:
    manifest = product.parent / "manifest.yaml"
    asked = GATES.replace("minimum_test_coverage: 100", "require_descriptions: true")
    manifest.write_text(DEFAULT_FILES["manifest.yaml"] + asked, encoding="utf-8")
    properties = product.parent / "models/models.yml"
    properties.write_text(TESTED, encoding="utf-8")
    with Wire() as wire:
        wire.initialize(product.parent, capabilities=CAPABILITIES)
        uri = product.as_uri()
        wire.open(uri, DEFAULT_FILES["floe.yaml"])
        while codes(wire, uri) != ["FLOE-E220"]:
            pass
        ((changed, (edit,)),) = fix(wire, uri, "Make a place")["edit"]["changes"].items()
        assert changed == properties.as_uri()
        assert edit["newText"] == '\n    description: "<description>"'
        made = TESTED.replace("    columns", '    description: "<description>"\n    columns')
        wire.open(properties.as_uri(), made)
        while codes(wire, uri) != ["FLOE-E222"]:
            pass
        assert wire.shut_down() == 0


def fix(wire: Wire, uri: str, title: str) -> Message:
    """The action with such a title at the name of the model."""
    place = {"line": DEFAULT_FILES["floe.yaml"].count("\n") - 1, "character": 12}
    params = {
        "textDocument": {"uri": uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "only": ["quickfix"]},
    }
    found = wire.ask("textDocument/codeAction", params)["result"]
    (action,) = [each for each in found if each["title"].startswith(title)]
    return action


def related(wire: Wire, uri: str) -> list[Message]:
    """The findings of the product that are of the text of the property file in the editor."""
    found = wire.diagnostics(uri)
    lines = [
        place["location"]["range"]["start"]["line"]
        for each in found
        for place in each.get("relatedInformation", ())
        if place["location"]["uri"].endswith("models.yml")
    ]
    return found if lines == [2] else []
