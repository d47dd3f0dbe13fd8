"""Files of the dbt project beside a product, through the server: what is answered, and to whom."""

from __future__ import annotations

import json
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from wire import FULL, Message, Wire

from corpus import DEFAULT_FILES
from dbt_projects import project

pytestmark = pytest.mark.requirement("dbt files")

VISUAL_STUDIO_CODE = Path(__file__).parents[1] / "support" / "visual_studio_code.json"
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms:
  - name: stg_orders
    tier: silver
  - name: gold_orders
    dependsOn: [stg_orders]
"""
GOLD = "select * from {{ ref('stg_orders') }} {{ ref('🚲') }}{{ ref('stg_orders') }}\r\n"
FILES = {
    "manifest.yaml": DEFAULT_FILES["manifest.yaml"],
    "orders/floe.yaml": PRODUCT,
    "orders/dbt_project.yml": "name: orders\n",
    "orders/models/stg_orders.sql": "select 1 as id\n",
    "orders/models/gold_orders.sql": GOLD,
    "orders/models/undeclared.sql": "select * from {{ ref('stg_orders') }}\n",
    "orders/models/in_python.py": "def model(dbt, session):\n    return dbt.ref('stg_orders')\n",
    "orders/models/schema.yml": "models:\n  - name: stg_orders\n",
    "elsewhere/dbt_project.yml": "name: elsewhere\n",
    "elsewhere/models/a.sql": "select * from {{ ref('stg_orders') }}\n",
}
ACTIONS = {
    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
}
USE = [0, 22, 0, 32]
AGAIN = [0, 61, 0, 71]
"""After a character of two units of UTF-16."""
NAME = [4, 10, 4, 20]


class Opened:
    """A server in which files are open."""

    def __init__(self, wire: Wire, folder: Path) -> None:
        self.wire, self.folder = wire, folder

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def ask(self, method: str, name: str, line: int, character: int, **more: object) -> Any:
        position = {"line": line, "character": character}
        params = {"textDocument": {"uri": self.uri(name)}, "position": position, **more}
        answer = self.wire.ask(method, params)
        assert "result" in answer, answer
        return json.loads(json.dumps(answer["result"]).replace(self.folder.as_uri(), "ROOT"))


@pytest.fixture
def opened(tmp_path: Path) -> Generator[Opened]:
    folder = project(tmp_path, FILES)
    with Wire() as wire:
        _ = wire.initialize(folder)
        found = Opened(wire, folder)
        for name, text in FILES.items():
            if name.endswith((".sql", ".py", "schema.yml")):
                wire.open(found.uri(name), text)
        yield found
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


def place(given: Message) -> list[int]:
    start, end = given["start"], given["end"]
    return [start["line"], start["character"], end["line"], end["character"]]


def places(answer: list[Message]) -> list[tuple[str, list[int]]]:
    return [(each["uri"].removeprefix("ROOT/"), place(each["range"])) for each in answer]


EVERYWHERE = [
    ("orders/floe.yaml", NAME),
    ("orders/floe.yaml", [7, 16, 7, 26]),
    ("orders/models/gold_orders.sql", USE),
    ("orders/models/gold_orders.sql", AGAIN),
    ("orders/models/in_python.py", [1, 20, 1, 30]),
    ("orders/models/schema.yml", [1, 10, 1, 20]),
    ("orders/models/undeclared.sql", USE),
]
NO_COMPLETION: Message = {"isIncomplete": False, "items": []}
STARTS = [
    ("orders/models/gold_orders.sql", 0, 25),
    ("orders/models/gold_orders.sql", 0, 61),
    ("orders/models/in_python.py", 1, 30),
    ("orders/models/schema.yml", 1, 10),
]


@pytest.mark.parametrize(("name", "line", "character"), STARTS)
def test_a_name_leads_to_its_transform(
    opened: Opened, name: str, line: int, character: int
) -> None:
    found = opened.ask("textDocument/definition", name, line, character)
    assert places(found) == [("orders/floe.yaml", NAME)]
    context = {"includeDeclaration": True}
    found = opened.ask("textDocument/references", name, line, character, context=context)
    assert places(found) == EVERYWHERE
    hover = opened.ask("textDocument/hover", name, line, character)
    assert hover["contents"]["value"].startswith("stg_orders, a transform")
    edit = opened.ask("textDocument/rename", name, line, character, newName="silver")
    assert {
        (uri.removeprefix("ROOT/"), tuple(place(each["range"])))
        for uri, edits in edit["changes"].items()
        for each in edits
    } == {(uri, tuple(where)) for uri, where in EVERYWHERE}
    message = opened.wire.notification("window/showMessage")["message"]
    assert message == (
        "floe: rename models/stg_orders.sql to silver.sql, which this editor can't do itself"
    )


def test_an_edit_of_the_other_product_is_one_of_the_text_that_is_open(opened: Opened) -> None:
    name = "orders/floe.yml"
    opened.wire.open(opened.uri("orders/floe.yaml"), PRODUCT)
    opened.wire.open(opened.uri(name), PRODUCT)
    _ = opened.wire.diagnostics(opened.uri(name), 1)
    opened.wire.change(opened.uri(name), 2, {"text": "#\n#\n#\n" + PRODUCT})
    edit = opened.ask("textDocument/rename", "orders/floe.yaml", 4, 12, newName="silver")
    found = edit["changes"]["ROOT/orders/floe.yml"]
    assert [place(each["range"]) for each in found] == [[7, 10, 7, 20], [10, 16, 10, 26]]


@pytest.mark.parametrize("first", [None, DEFAULT_FILES["manifest.yaml"]])
def test_a_product_has_the_second_name_where_none_has_the_first(
    tmp_path: Path, first: str | None
) -> None:
    named = {} if first is None else {"orders/floe.yaml": first}
    others = {key: text for key, text in FILES.items() if key != "orders/floe.yaml"}
    folder = project(tmp_path, {**others, **named, "orders/floe.yml": PRODUCT})
    name = "orders/models/gold_orders.sql"
    with Wire() as wire:
        opened = Opened(wire, folder)
        _ = wire.initialize(folder)
        wire.open(opened.uri(name), GOLD)
        found = opened.ask("textDocument/declaration", name, 0, 25)
        assert places(found) == [("orders/floe.yml", NAME)]
        hover = opened.ask("textDocument/hover", name, 0, 25)["contents"]["value"]
        assert "floe.yml" in hover
        assert "floe.yaml" not in hover
        assert wire.shut_down() == 0


def test_what_an_editor_is_shown_above_a_model(opened: Opened) -> None:
    name = "orders/models/stg_orders.sql"
    (lens,) = opened.ask("textDocument/codeLens", name, 0, 0)
    assert lens["command"]["title"] == "transform stg_orders: silver, read by 3"
    assert place(lens["range"])[:2] == [0, 0]
    assert opened.ask("textDocument/codeLens", "orders/models/undeclared.sql", 0, 0) == []


def test_the_hierarchy_goes_on_in_files_that_are_not_open(opened: Opened) -> None:
    name = "orders/models/gold_orders.sql"
    (item,) = opened.ask("textDocument/prepareCallHierarchy", name, 0, 25)
    assert item["uri"] == "ROOT/orders/floe.yaml"
    item["uri"] = opened.uri("orders/floe.yaml")
    calls = opened.wire.ask("callHierarchy/incomingCalls", {"item": item})["result"]
    assert [(each["from"]["name"], len(each["fromRanges"])) for each in calls] == [
        ("gold_orders", 1),
        ("in_python", 1),
        ("undeclared", 1),
    ]
    inner = next(each["from"] for each in calls if each["from"]["name"] == "undeclared")
    assert opened.wire.ask("callHierarchy/incomingCalls", {"item": inner})["result"] == []
    assert opened.wire.ask("callHierarchy/outgoingCalls", {"item": inner})["result"] == []


@pytest.mark.parametrize(
    ("method", "name", "line", "character", "answer"),
    [
        ("textDocument/completion", "orders/models/gold_orders.sql", 0, 25, NO_COMPLETION),
        ("textDocument/documentSymbol", "orders/models/gold_orders.sql", 0, 0, None),
        ("textDocument/foldingRange", "orders/models/schema.yml", 0, 0, None),
        ("textDocument/formatting", "orders/models/schema.yml", 0, 0, None),
        ("textDocument/hover", "orders/models/gold_orders.sql", 0, 3, None),
        ("textDocument/documentHighlight", "orders/models/gold_orders.sql", 0, 3, None),
        ("textDocument/rename", "orders/models/gold_orders.sql", 0, 3, None),
        ("textDocument/hover", "elsewhere/models/a.sql", 0, 25, None),
        ("textDocument/codeLens", "elsewhere/models/a.sql", 0, 0, None),
    ],
)
def test_what_is_left_to_others(
    opened: Opened, method: str, name: str, line: int, character: int, answer: object
) -> None:
    options = {"tabSize": 2, "insertSpaces": True}
    assert opened.ask(method, name, line, character, newName="x", options=options) == answer


def test_a_file_that_takes_the_name_of_another_is_told(tmp_path: Path) -> None:
    folder = project(tmp_path, FILES)
    with Wire() as wire:
        opened = Opened(wire, folder)
        _ = wire.initialize(folder, capabilities=json.loads(VISUAL_STUDIO_CODE.read_bytes()))
        asked = wire.take(lambda each: each.get("method") == "workspace/configuration")
        empty = [None] * len(asked["params"]["items"])
        wire.send({"jsonrpc": "2.0", "id": asked["id"], "result": empty})
        wire.open(opened.uri("orders/floe.yaml"), PRODUCT)
        document = {"textDocument": {"uri": opened.uri("orders/floe.yaml")}}
        _ = wire.ask("textDocument/diagnostic", document)
        old, new = (opened.uri(f"orders/models/{each}.sql") for each in ("stg_orders", "other"))
        taken = opened.uri("orders/models/undeclared.sql")
        files = [{"oldUri": old, "newUri": taken}]
        assert wire.ask("workspace/willRenameFiles", {"files": files})["result"] is None
        assert wire.notification("window/showMessage")["message"] == (
            "floe: what names models/stg_orders.sql keeps the old name: the dbt project has a "
            "model 'undeclared' already: models/undeclared.sql"
        )
        files = [{"oldUri": old, "newUri": new}]
        found = wire.ask("workspace/willRenameFiles", {"files": files})["result"]
        assert len(found["documentChanges"]) == 5
        assert wire.shut_down() == 0


def test_what_looks_like_our_file_is_none_and_an_edit_counts_at_once(opened: Opened) -> None:
    name = "orders/models/gold_orders.sql"
    # What looks like one of our files in a comment of SQL is none.
    text = "/*\napiVersion: floe.dev/v1\nkind: Manifest\n*/\nselect 1\n{{ ref('stg_orders') }}"
    opened.wire.change(opened.uri(name), 2, {"text": text})
    found = opened.ask("textDocument/hover", name, 5, 10)
    assert place(found["range"]) == [5, 8, 5, 18]
    assert opened.wire.diagnostics(opened.uri(name), 2) == []
    opened.wire.close(opened.uri(name))
    found = opened.ask("textDocument/hover", name, 5, 10)
    assert found is None


def test_a_name_that_is_misspelt_is_fixed_where_it_stands(tmp_path: Path) -> None:
    governed = FILES["manifest.yaml"] + "governance: {policy_enforcement_level: strict}\n"
    misspelt = GOLD.replace("'stg_orders') }}\r\n", "'stg_order') }}\r\n").replace("'🚲'", "'raw'")
    name = "orders/models/gold_orders.sql"
    seed = {"orders/seeds/raw.csv": "id\n"}
    folder = project(tmp_path, {**FILES, **seed, "manifest.yaml": governed, name: misspelt})
    with Wire() as wire:
        opened = Opened(wire, folder)
        capabilities = {**FULL, "textDocument": {**FULL["textDocument"], **ACTIONS}}
        _ = wire.initialize(folder, capabilities=capabilities)
        wire.open(opened.uri(name), misspelt)
        while not (shown := wire.diagnostics(opened.uri(name))):
            pass
        place = shown[0]["range"]
        params = {
            "textDocument": {"uri": opened.uri(name)},
            "range": {"start": place["start"], "end": place["start"]},
            "context": {"diagnostics": shown},
        }
        (action,) = wire.ask("textDocument/codeAction", params)["result"]
        assert action["diagnostics"] == shown
        ((changed, (edit,)),) = action["edit"]["changes"].items()
        assert (changed, edit) == (opened.uri(name), {"range": place, "newText": "stg_orders"})
        wire.change(opened.uri(name), 2, {"range": edit["range"], "text": edit["newText"]})
        while wire.diagnostics(opened.uri(name)):
            pass
        params["range"] = {"start": place["start"], "end": place["start"]}
        assert wire.ask("textDocument/codeAction", params)["result"] == []
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


def test_the_setting_switches_it_off(tmp_path: Path) -> None:
    folder = project(tmp_path, FILES)
    with Wire() as wire:
        opened = Opened(wire, folder)
        _ = wire.initialize(folder, options={"settings": {"dbtFiles": False}})
        name = "orders/models/gold_orders.sql"
        wire.open(opened.uri(name), GOLD)
        assert opened.ask("textDocument/hover", name, 0, 25) is None
        assert opened.ask("textDocument/rename", name, 0, 25, newName="x") is None
        wire.notify("workspace/didChangeConfiguration", {"settings": {"dbtFiles": True}})
        assert opened.ask("textDocument/hover", name, 0, 25) is not None
        assert wire.shut_down() == 0


def is_of_dbt(wire: Wire, settings: Message | None, message: Message) -> bool:
    """Whether an editor is asked for files of dbt; a question for its settings is answered."""
    if message.get("method") == "workspace/configuration":
        given = [settings] * len(message["params"]["items"])
        wire.send({"jsonrpc": "2.0", "id": message["id"], "result": given})
    methods = ("client/registerCapability", "client/unregisterCapability")
    return message.get("method") in methods and "dbt-files" in json.dumps(message["params"])


def test_an_editor_is_not_asked_any_more_where_it_is_switched_off(tmp_path: Path) -> None:
    folder = project(tmp_path, FILES)
    with Wire() as wire:
        _ = wire.initialize(folder, capabilities=json.loads(VISUAL_STUDIO_CODE.read_bytes()))
        asked = wire.take(partial(is_of_dbt, wire, None))
        assert asked["method"] == "client/registerCapability"
        wire.notify("workspace/didChangeConfiguration", {"settings": None})
        asked = wire.take(partial(is_of_dbt, wire, {"dbtFiles": False}))
        assert asked["method"] == "client/unregisterCapability"
        assert wire.shut_down() == 0


def test_an_editor_is_asked_for_the_files_of_projects_with_a_product(tmp_path: Path) -> None:
    folder = project(tmp_path, FILES)
    with Wire() as wire:
        _ = wire.initialize(folder, capabilities=json.loads(VISUAL_STUDIO_CODE.read_bytes()))

        asked = wire.take(partial(is_of_dbt, wire, None))
        found = {
            each["method"]: each["registerOptions"] for each in asked["params"]["registrations"]
        }
        assert "textDocument/didOpen" in found
        assert "textDocument/hover" in found
        assert found["textDocument/rename"]["prepareProvider"] is True
        assert found["textDocument/codeAction"]["codeActionKinds"] == ["quickfix"]
        assert not {"textDocument/completion", "textDocument/formatting"} & found.keys()
        below = f"{(folder / 'orders').as_posix()}/**/*"
        assert found["textDocument/hover"]["documentSelector"] == [
            {"pattern": f"{below}.{{sql,py,SQL,PY}}", "scheme": "file"},
            {"language": "yaml", "pattern": f"{below}.{{yaml,yml,YAML,YML}}", "scheme": "file"},
            {
                "language": "jinja-yaml",
                "pattern": f"{below}.{{yaml,yml,YAML,YML}}",
                "scheme": "file",
            },
        ]
        (folder / "orders" / "dbt_project.yml").unlink()
        changed = {"uri": (folder / "orders" / "dbt_project.yml").as_uri(), "type": 3}
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [changed]})
        gone = wire.take(lambda each: each.get("method") == "client/unregisterCapability")
        assert {each["method"] for each in gone["params"]["unregisterations"]} == found.keys()
        assert wire.shut_down() == 0


def test_an_editor_that_takes_patterns_from_a_uri_gets_them(tmp_path: Path) -> None:
    capabilities = json.loads(VISUAL_STUDIO_CODE.read_bytes())
    capabilities["textDocument"]["filters"] = {"relativePatternSupport": True}
    inside = {name: text for name, text in FILES.items() if not name.startswith("elsewhere")}
    folder = project(tmp_path / "[shop]", inside)
    with Wire() as wire:
        _ = wire.initialize(folder, capabilities=capabilities)
        asked = wire.take(partial(is_of_dbt, wire, None))
        found = {
            each["method"]: each["registerOptions"] for each in asked["params"]["registrations"]
        }
        assert found["textDocument/didOpen"]["documentSelector"][0] == {
            "pattern": {
                "baseUri": (folder / "orders").as_uri(),
                "pattern": "**/*.{sql,py,SQL,PY}",
            },
            "scheme": "file",
        }
        assert wire.shut_down() == 0


@pytest.mark.parametrize("unregistered", ["rename", "hover", "callHierarchy", "codeAction"])
def test_an_editor_is_asked_for_nothing_that_it_does_not_let_be_registered(
    tmp_path: Path, unregistered: str
) -> None:
    folder = project(tmp_path, FILES)
    capabilities = json.loads(VISUAL_STUDIO_CODE.read_bytes())
    del capabilities["textDocument"][unregistered]["dynamicRegistration"]
    with Wire() as wire:
        _ = wire.initialize(folder, capabilities=capabilities)
        asked = wire.take(partial(is_of_dbt, wire, None))
        found = {each["method"] for each in asked["params"]["registrations"]}
        assert wire.shut_down() == 0
    others = {
        "textDocument/codeAction",
        "textDocument/rename",
        "textDocument/hover",
        "textDocument/prepareCallHierarchy",
        "textDocument/codeLens",
        "textDocument/didOpen",
    }
    prefix = "prepareCallHierarchy" if unregistered == "callHierarchy" else unregistered
    assert found & others == others - {f"textDocument/{prefix}"}
