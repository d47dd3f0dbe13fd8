"""Each method that is served, asked once of a real server by a rich editor and by a plain one."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from wire import Message, Wire

from corpus import DEFAULT_FILES

VISUAL_STUDIO_CODE: Message = json.loads(
    Path(__file__)
    .parents[1]
    .joinpath("support", "visual_studio_code.json")
    .read_text(encoding="utf-8")
)
PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
# The steps.
# From raw to gold.
transforms:
  - name: gold_orders
    dependsOn: [stg_orders]
  - name: stg_orders
    tags:   [raw]
schedule:
  cron: "0 6 * * *"
  timezone: Europe/Berlin
platform:
  manifest: ../manifest.yaml
"""
FILES = {
    "manifest.yaml": DEFAULT_FILES["manifest.yaml"],
    "orders/floe.yaml": PRODUCT,
    "orders/dbt_project.yml": "name: orders\nversion: 1.0.0\nprofile: orders\n",
    "orders/models/stg_orders.sql": "select 1 as id\n",
    "orders/models/gold_orders.sql": "select * from {{ ref('stg_orders') }}\n",
}
METHOD_NOT_FOUND = -32601

USE = [9, 16, 9, 26]
"""Where ``gold_orders`` depends on ``stg_orders``."""
NAME = [10, 10, 10, 20]
"""Where ``stg_orders`` is declared."""
IN_MODEL = [0, 22, 0, 32]
"""Where the model of ``gold_orders`` reads ``stg_orders``."""
GOLD = [8, 10, 8, 21]
SPACES = {"tabSize": 2, "insertSpaces": True}


class Opened(NamedTuple):
    """A server in which the product is open."""

    wire: Wire
    folder: Path
    announced: Message

    def ask(self, method: str, params: Message) -> Any:
        """Ask; ``ROOT`` stands for the folder, in the parameters and in the answer."""
        root = self.folder.as_uri()
        given = json.loads(json.dumps(params).replace("ROOT", root))
        answer = self.wire.ask(method, given)
        assert "result" in answer, answer
        return json.loads(json.dumps(answer["result"]).replace(root, "ROOT"))


def _opened(folder: Path, capabilities: Message) -> Generator[Opened]:
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    with Wire() as wire:
        announced = wire.initialize(folder, capabilities=capabilities)["capabilities"]
        if capabilities:
            asked = wire.take(lambda each: each.get("method") == "workspace/configuration")
            nothing = [None] * len(asked["params"]["items"])
            wire.send({"jsonrpc": "2.0", "id": asked["id"], "result": nothing})
        uri = (folder / "orders" / "floe.yaml").as_uri()
        wire.open(uri, PRODUCT)
        # Questions about the workspace are answered by what has been analysed.
        if capabilities:
            wire.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        else:
            wire.diagnostics(uri, 1)
        yield Opened(wire, folder, announced)
        assert wire.shut_down() == 0
        assert b"Traceback" not in wire.log


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Generator[Opened]:
    yield from _opened(tmp_path_factory.mktemp("rich"), VISUAL_STUDIO_CODE)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Generator[Opened]:
    yield from _opened(tmp_path_factory.mktemp("plain"), {})


def place(given: Message) -> list[int]:
    """A range in four numbers."""
    start, end = given["start"], given["end"]
    return [start["line"], start["character"], end["line"], end["character"]]


DOCUMENT: Message = {"textDocument": {"uri": "ROOT/orders/floe.yaml"}}
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 17, "character": 0}}


def at(line: int, character: int, **more: object) -> Message:
    return {**DOCUMENT, "position": {"line": line, "character": character}, **more}


def about(**more: object) -> Message:
    return {**DOCUMENT, **more}


def edits_of(edit: Message) -> list[tuple[str, list[int], str]]:
    return [
        (change["textDocument"]["uri"], place(each["range"]), each["newText"])
        for change in edit["documentChanges"]
        if "edits" in change
        for each in change["edits"]
    ]


RENAMED = [
    ("ROOT/orders/floe.yaml", USE, "silver"),
    ("ROOT/orders/floe.yaml", NAME, "silver"),
    ("ROOT/orders/models/gold_orders.sql", IN_MODEL, "silver"),
]
TIDIED = [([11, 10, 11, 12], "")]


def ranges(answer: list[Message]) -> list[list[int]]:
    return [place(each["range"]) for each in answer]


def links(answer: list[Message]) -> list[tuple[object, ...]]:
    return [
        (
            each["targetUri"],
            place(each["targetSelectionRange"]),
            place(each["originSelectionRange"]),
        )
        for each in answer
    ]


def locations(answer: list[Message]) -> list[tuple[str, list[int]]]:
    return [(each["uri"], place(each["range"])) for each in answer]


def calls(answer: list[Message], end: str) -> list[tuple[str, list[list[int]]]]:
    return [(each[end]["name"], [place(it) for it in each["fromRanges"]]) for each in answer]


def item(name: str, where: list[int]) -> Message:
    """A transform as an item of the hierarchy, as far as the server needs it back."""
    start, end = (dict(zip(("line", "character"), where[n : n + 2], strict=True)) for n in (0, 2))
    span = {"start": start, "end": end}
    uri = "ROOT/orders/floe.yaml"
    return {"item": {"name": name, "kind": 5, "uri": uri, "range": span, "selectionRange": span}}


@dataclass(frozen=True)
class Row:
    """One question: what announces its method, its parameters, and what has to be in the answer."""

    method: str
    provider: str
    params: Message
    read: Callable[[Any], object]
    expected: object


STG_IN_FLOE = ("ROOT/orders/floe.yaml", NAME, USE)
ROWS: list[Row] = [
    Row(
        "textDocument/hover",
        "hoverProvider",
        at(9, 17),
        lambda it: (it["contents"]["kind"], it["contents"]["value"][:28], place(it["range"])),
        ("markdown", "**stg_orders**, a transform\n", USE),
    ),
    Row(
        "textDocument/completion",
        "completionProvider",
        at(11, 4),
        lambda it: ("compute" in [each["label"] for each in it["items"]], it["isIncomplete"]),
        (True, True),
    ),
    Row(
        "completionItem/resolve",
        "completionProvider.resolveProvider",
        {
            "label": "compute",
            "data": {"kind": "key", "path": ["transforms", 0, "compute"], "engine": None,
                     "uri": "ROOT/orders/floe.yaml"},
        },
        lambda it: (it["documentation"]["kind"], "**compute**" in it["documentation"]["value"]),
        ("markdown", True),
    ),
    Row("textDocument/definition", "definitionProvider", at(9, 17), links, [STG_IN_FLOE]),
    Row("textDocument/declaration", "declarationProvider", at(9, 17), links, [STG_IN_FLOE]),
    Row(
        "textDocument/implementation",
        "implementationProvider",
        at(9, 17),
        links,
        [("ROOT/orders/models/stg_orders.sql", [0, 0, 0, 0], USE)],
    ),
    Row(
        "textDocument/references",
        "referencesProvider",
        at(10, 10, context={"includeDeclaration": True}),
        locations,
        [
            ("ROOT/orders/floe.yaml", USE),
            ("ROOT/orders/floe.yaml", NAME),
            ("ROOT/orders/models/gold_orders.sql", IN_MODEL),
        ],
    ),
    Row(
        "textDocument/prepareRename",
        "renameProvider.prepareProvider",
        at(10, 10),
        lambda it: (place(it["range"]), it["placeholder"]),
        (NAME, "stg_orders"),
    ),
    Row(
        "textDocument/rename",
        "renameProvider",
        at(10, 10, newName="silver"),
        lambda it: (
            edits_of(it),
            [each["newUri"] for each in it["documentChanges"] if each.get("kind") == "rename"],
            [each["needsConfirmation"] for each in it["changeAnnotations"].values()],
        ),
        (RENAMED, ["ROOT/orders/models/silver.sql"], [True, True]),
    ),
    Row(
        "workspace/willRenameFiles",
        "workspace.fileOperations.willRename",
        {
            "files": [
                {
                    "oldUri": "ROOT/orders/models/stg_orders.sql",
                    "newUri": "ROOT/orders/models/silver.sql",
                }
            ]
        },
        edits_of,
        RENAMED,
    ),
    Row(
        "textDocument/codeAction",
        "codeActionProvider",
        about(range=WHOLE, context={"diagnostics": [], "only": ["source"]}),
        lambda it: [(each["kind"], each.get("command", {}).get("command")) for each in it],
        [("source.organizeTransforms.floe", None), ("source.compile.floe", "floe.compile")],
    ),
    Row(
        "textDocument/formatting",
        "documentFormattingProvider",
        about(options=SPACES),
        lambda it: [(place(each["range"]), each["newText"]) for each in it],
        TIDIED,
    ),
    Row(
        "textDocument/rangeFormatting",
        "documentRangeFormattingProvider",
        about(options=SPACES, range=WHOLE),
        lambda it: [(place(each["range"]), each["newText"]) for each in it],
        TIDIED,
    ),
    Row(
        "textDocument/onTypeFormatting",
        "documentOnTypeFormattingProvider.firstTriggerCharacter",
        at(9, 4, ch="\n", options=SPACES),
        lambda it: it,
        [],
    ),
    Row(
        "textDocument/documentSymbol",
        "documentSymbolProvider",
        about(),
        lambda it: [(each["name"], len(each.get("children", ()))) for each in it],
        [
            ("apiVersion", 0),
            ("kind", 0),
            ("metadata", 2),
            ("transforms", 2),
            ("schedule", 2),
            ("platform", 1),
        ],
    ),
    Row(
        "workspace/symbol",
        "workspaceSymbolProvider",
        {"query": "gold"},
        lambda it: [
            (each["name"], each["containerName"], place(each["location"]["range"])) for each in it
        ],
        [("gold_orders", "orders", GOLD)],
    ),
    Row(
        "textDocument/documentHighlight",
        "documentHighlightProvider",
        at(10, 10),
        lambda it: [(place(each["range"]), each["kind"]) for each in it],
        [(USE, 2), (NAME, 3)],
    ),
    Row(
        "textDocument/foldingRange",
        "foldingRangeProvider",
        about(),
        lambda it: [(each["startLine"], each["endLine"], each.get("kind")) for each in it][:3],
        [(2, 4, None), (5, 6, "comment"), (7, 11, None)],
    ),
    Row(
        "textDocument/selectionRange",
        "selectionRangeProvider",
        about(positions=[{"line": 10, "character": 10}]),
        lambda it: [(place(each["range"]), place(each["parent"]["range"])) for each in it],
        [(NAME, [10, 4, 10, 20])],
    ),
    Row(
        "textDocument/documentLink",
        "documentLinkProvider",
        about(),
        lambda it: [(each["target"], each["tooltip"]) for each in it],
        [("ROOT/manifest.yaml", "Open the platform's manifest")],
    ),
    Row(
        "textDocument/semanticTokens/full",
        "semanticTokensProvider.full",
        about(),
        lambda it: (len(it["data"]) % 5, it["data"][10:15]),
        (0, [7, 10, 11, 0, 1]),
    ),
    Row(
        "textDocument/semanticTokens/range",
        "semanticTokensProvider.range",
        about(range={"start": {"line": 8, "character": 0}, "end": {"line": 9, "character": 0}}),
        lambda it: it["data"],
        [8, 10, 11, 0, 1],
    ),
    Row(
        "textDocument/inlayHint",
        "inlayHintProvider",
        about(range=WHOLE),
        lambda it: [each["label"].partition(" ")[0] for each in it],
        ["next"],
    ),
    Row(
        "textDocument/codeLens",
        "codeLensProvider",
        about(),
        lambda it: [each["command"]["command"].removeprefix("floe.") for each in it],
        ["compile", "dryRun", "graph", "showReferences"],
    ),
    Row(
        "textDocument/prepareCallHierarchy",
        "callHierarchyProvider",
        at(10, 10),
        lambda it: [(each["name"], place(each["selectionRange"])) for each in it],
        [("stg_orders", NAME)],
    ),
    Row(
        "callHierarchy/incomingCalls",
        "callHierarchyProvider",
        item("stg_orders", NAME),
        lambda it: calls(it, "from"),
        [("gold_orders", [USE])],
    ),
    Row(
        "callHierarchy/outgoingCalls",
        "callHierarchyProvider",
        item("gold_orders", GOLD),
        lambda it: calls(it, "to"),
        [("stg_orders", [USE])],
    ),
    Row(
        "textDocument/diagnostic",
        "diagnosticProvider",
        about(),
        lambda it: (it["kind"], len(it["items"]), bool(it["resultId"])),
        ("full", 0, True),
    ),
    Row(
        "workspace/diagnostic",
        "diagnosticProvider.workspaceDiagnostics",
        {"previousResultIds": []},
        lambda it: it["items"],
        [],
    ),
    Row(
        "workspace/executeCommand",
        "executeCommandProvider",
        {"command": "floe.explain", "arguments": ["E110"]},
        lambda it: (it["code"], it["title"]),
        ("E110", "unknown dependency"),
    ),
]  # fmt: skip


def announced(capabilities: Message, path: str) -> object:
    value: Any = capabilities
    for name in path.split("."):
        value = cast("Message", value).get(name) if isinstance(value, dict) else None
    return value


@pytest.mark.parametrize("row", [pytest.param(row, id=row.method) for row in ROWS])
def test_a_rich_editor(row: Row, rich: Opened) -> None:
    # ``true`` or an object of options, which may be empty.
    assert announced(rich.announced, row.provider) not in (None, False)
    assert row.read(rich.ask(row.method, row.params)) == row.expected


def test_the_action_that_compiles(rich: Opened) -> None:
    params = about(range=WHOLE, context={"diagnostics": [], "only": ["source.compile"]})
    (action,) = rich.ask("textDocument/codeAction", params)
    command = action["command"]
    given = {"command": command["command"], "arguments": command["arguments"]}
    answer = rich.ask("workspace/executeCommand", given)
    assert (answer["ok"], answer["written"][-1]) == (
        True,
        "ROOT/orders/target/compiled_artifacts.json",
    )
    assert (rich.folder / "orders" / "target" / "compiled_artifacts.json").is_file()


def test_nothing_is_announced_that_no_row_asks(rich: Opened) -> None:
    providers = {name for name in rich.announced if name.endswith("Provider")}
    assert providers == {row.provider.partition(".")[0] for row in ROWS} - {"workspace"}


PLAIN: dict[str, tuple[Callable[[Any], object], object]] = {
    "textDocument/hover": (
        lambda it: (it["contents"]["kind"], it["contents"]["value"].splitlines()[0]),
        ("plaintext", "stg_orders, a transform"),
    ),
    "textDocument/completion": (
        lambda it: {
            (each["insertTextFormat"], each["documentation"]["kind"], "data" in each)
            for each in it["items"]
        },
        {(1, "plaintext", False)},
    ),
    "textDocument/definition": (locations, [("ROOT/orders/floe.yaml", NAME)]),
    "textDocument/declaration": (locations, [("ROOT/orders/floe.yaml", NAME)]),
    "textDocument/implementation": (
        locations,
        [("ROOT/orders/models/stg_orders.sql", [0, 0, 0, 0])],
    ),
    "textDocument/rename": (
        lambda it: (list(it), [ranges(each) for each in it["changes"].values()]),
        (["changes"], [[USE, NAME], [IN_MODEL]]),
    ),
    "textDocument/documentSymbol": (
        lambda it: [
            (each.get("containerName"), place(each["location"]["range"]))
            for each in it
            if each["name"] == "stg_orders"
        ],
        [("transforms", [10, 4, 11, 17])],
    ),
    "textDocument/documentLink": (lambda it: {"tooltip" in each for each in it}, {False}),
}
"""Where an editor that says nothing of itself gets another form."""

NOT_FOR_PLAIN = {
    "completionItem/resolve",
    "textDocument/codeAction",
    "textDocument/diagnostic",
    "textDocument/prepareRename",
    "workspace/diagnostic",
    "workspace/willRenameFiles",
}
"""What it cannot use: a resolved item, an action with edits, findings that are asked for..."""


@pytest.mark.parametrize("row", [pytest.param(row, id=row.method) for row in ROWS])
def test_a_plain_editor(row: Row, plain: Opened) -> None:
    if row.method in NOT_FOR_PLAIN:
        assert announced(plain.announced, row.provider) in (None, False)
        assert plain.wire.ask(row.method, row.params)["error"]["code"] == METHOD_NOT_FOUND
        return
    assert announced(plain.announced, row.provider) not in (None, False)
    read, expected = PLAIN.get(row.method, (row.read, row.expected))
    assert read(plain.ask(row.method, row.params)) == expected


@pytest.mark.parametrize("editor", ["rich", "plain"])
def test_a_completion_that_leaves_one_place_to_fill_in(
    editor: str, request: pytest.FixtureRequest
) -> None:
    opened: Opened = request.getfixturevalue(editor)
    answer = opened.ask("textDocument/completion", at(16, 14))
    commands = {each["label"]: each.get("command") for each in answer["items"]}
    suggest = {
        "title": "Suggest",
        "command": "editor.action.triggerSuggest",
        "arguments": [{"auto": True}],
    }
    assert commands["../"] == suggest, "what stands in the folder comes next"
    assert "../manifest.yaml" not in commands, "it stands there already"
