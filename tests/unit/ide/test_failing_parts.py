"""A part of an answer that fails leaves the other parts as they are, and is told of by its name."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import TypeVarTuple, Unpack

import editor
from floe_lsp import ide
from floe_lsp.ide.code_actions import code_actions
from floe_lsp.ide.code_lenses import code_lenses
from floe_lsp.ide.completion import complete, documentation_of
from floe_lsp.ide.dbt_files import DbtFile
from floe_lsp.ide.dbt_files.hover import hover as hover_in_dbt_file
from floe_lsp.ide.document_links import document_links
from floe_lsp.ide.folding import folding_ranges
from floe_lsp.ide.hover import hover
from floe_lsp.ide.inlay_hints import inlay_hints
from floe_lsp.ide.part_guard import UNGUARDED_PARTS, PartFence, part_name
from floe_lsp.ide.semantic_tokens import semantic_tokens
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.symbols.document import document_symbols
from floe_lsp.ide.symbols.workspace import workspace_symbols
from floe_lsp.syntax import SourceText, Span

pytestmark = pytest.mark.requirement("robustness")

Given = TypeVarTuple("Given")
Answer = Callable[[Snapshot], object]

FILES = {
    "floe.yaml": """\
# region what it is
# and whose
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: orders
  version: 1.0.0
  owner: shop@example.com
  labels: {}
# endregion
x-defaults: &defaults
  tags: [staging]
x-tier: &tier bronze
platform:
  manifest: manifest.yaml
transforms:
  # floe: ignore[E110]
  - name: stg_orders
    <<: *defaults
    tier: *tier
  - name: revenue
    compute: duckdb
    tags: [marts]
    dependsOn: [stg_order, stg_orders, rates]
  - name: stg_orders
output_ports:
  - name: revenue
    owner: shop@example.com
    schema: [{name: id, type: string}]
schedule:
  cron: "0 6 * * *"
  timezone: Europe/Berlin
""",
    "manifest.yaml": """\
apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: house
  version: 1.0.0
  owner: platform@example.com
parent_manifest: company.yaml
plugins:
  compute:
    type: duckdb
  orchestrator:
    type: dagster
governance:
  audit_logging: enabled
approved_products: [orders]
""",
    "company.yaml": """\
apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: company
  version: 1.0.0
  owner: platform@example.com
scope: enterprise
governance:
  audit_logging: disabled
""",
    "dbt_project.yml": "name: shop\nprofile: shop\n",
    "models/revenue.sql": "select 1\n",
    "seeds/rates.csv": "id\n1\n",
    "models/schema.yml": "models:\n  - name: revenue\n    description: Income of a day\n",
    "half/floe.yaml": "apiVersion: floe.dev/v1\nkind: FloeSpec\nschedule: ",
    "new/floe.yaml": "",
}


def over(text: str, name: str = "floe.yaml") -> Answer:
    """The hover over the last character of the first such text."""
    offset = FILES[name].index(text) + len(text) - 1
    return lambda snapshot: hover(snapshot, offset)


def over_in_dbt(text: str, name: str) -> Answer:
    """The hover over the last character of the first such text in a file of the dbt project."""
    offset = FILES[name].index(text) + len(text) - 1

    def ask(snapshot: Snapshot) -> object:
        path = snapshot.path.parent / name
        return hover_in_dbt_file(DbtFile(path, SourceText(FILES[name]), snapshot), offset)

    return ask


def after(text: str, name: str = "floe.yaml") -> Answer:
    """The completion behind the first such text."""
    offset = FILES[name].index(text) + len(text)
    return lambda snapshot: complete(snapshot, offset)


def actions(text: str) -> Answer:
    offset = FILES["floe.yaml"].index(text) + 1
    return lambda snapshot: code_actions(snapshot, Span(offset, offset), ("quickfix", "refactor"))


def whole_file(snapshot: Snapshot) -> object:
    return code_actions(snapshot, Span(0, 0), ("source",))


def names(snapshot: Snapshot) -> object:
    return workspace_symbols(snapshot.products.values(), "", part_guard=snapshot.part_guard)


def documentation(snapshot: Snapshot) -> object:
    return documentation_of(snapshot, {"kind": "transform", "name": "revenue"})


QUESTIONS: dict[str, tuple[str, Answer]] = {
    "hints": ("floe.yaml", inlay_hints),
    "lenses": ("floe.yaml", code_lenses),
    "lenses of a manifest": ("manifest.yaml", code_lenses),
    "links": ("floe.yaml", document_links),
    "folding": ("floe.yaml", folding_ranges),
    "symbols": ("floe.yaml", document_symbols),
    "symbols of the workspace": ("floe.yaml", names),
    "tokens": ("floe.yaml", semantic_tokens),
    "fixes": ("floe.yaml", actions("stg_order,")),
    "source actions": ("floe.yaml", whole_file),
    "completion of keys": ("floe.yaml", after("  owner: shop@example.com\n  ")),
    "completion of values": ("floe.yaml", after("    tags: [")),
    "completion of a section": ("half/floe.yaml", after("schedule: ", "half/floe.yaml")),
    "completion in an empty file": ("new/floe.yaml", lambda snapshot: complete(snapshot, 0)),
    "what is said of an item": ("floe.yaml", documentation),
    "hover of a cron expression": ("floe.yaml", over("0 6")),
    "hover of a time zone": ("floe.yaml", over("Europe")),
    "hover of a transform": ("floe.yaml", over("name: revenue")),
    "hover of an unknown transform": ("floe.yaml", over("rates")),
    "hover in a dbt file": ("floe.yaml", over_in_dbt("name: revenue", "models/schema.yml")),
    "hover of an engine": ("floe.yaml", over("duckdb")),
    "hover of a plugin": ("manifest.yaml", over("dagster", "manifest.yaml")),
    "hover of a product": ("manifest.yaml", over("[orders", "manifest.yaml")),
    "hover of a manifest": ("floe.yaml", over("manifest.yaml")),
    "hover of a manifest's name": ("manifest.yaml", over("name: house", "manifest.yaml")),
    "hover of a key": ("manifest.yaml", over("audit_logging", "manifest.yaml")),
    "hover of a tag": ("floe.yaml", over("[marts")),
    "hover of a code": ("floe.yaml", over("E110")),
    "hover of an anchor": ("floe.yaml", over("&defaults")),
    "hover of a merge key": ("floe.yaml", over("<<")),
}
"""Of each answer the file, and how it is asked for; the parts show when it is."""


class Watch(PartFence):
    """A fence as the server has it, which notes what each part makes and may break one."""

    def __init__(self, broken: str = "") -> None:
        super().__init__(lambda what, _: self.told.append(what))
        self.broken = broken
        self.told: list[str] = []
        self.made: dict[str, list[object]] = {}
        self.around: dict[str, set[str]] = {}
        """Of each part, those that it is a part of."""
        self._running: list[str] = []

    def join(
        self,
        parts: Iterable[Callable[[Unpack[Given]], Iterable[Any]]],
        *given: Unpack[Given],
    ) -> Iterator[Any]:
        return super().join(map(self._watched, parts), *given)

    def _watched(
        self, part: Callable[[Unpack[Given]], Iterable[Any]]
    ) -> Callable[[Unpack[Given]], Iterable[Any]]:
        name = part_name(part)

        @wraps(part)
        def run(*given: Unpack[Given]) -> Iterator[Any]:
            made = self.made.setdefault(name, [])
            self.around.setdefault(name, set()).update(self._running)
            if name == self.broken:
                raise ZeroDivisionError("secret text of a file")
            self._running.append(name)
            try:
                for each in part(*given):
                    made.append(each)
                    yield each
            finally:
                self._running.remove(name)

        return run


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Snapshot]:
    """The snapshot of each file that is asked about."""
    folder = tmp_path_factory.mktemp("orders")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    asked = {file for file, _ in QUESTIONS.values()}
    return {name: editor.snapshot_of(folder, str(Path(name))) for name in asked}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_fence_changes_no_answer_in_which_nothing_fails(
    name: str, snapshots: Mapping[str, Snapshot]
) -> None:
    file, ask = QUESTIONS[name]
    watch = Watch()
    guarded = ask(replace(snapshots[file], part_guard=watch))
    assert guarded == ask(replace(snapshots[file], part_guard=UNGUARDED_PARTS))
    assert guarded
    assert watch.told == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_others_stand(name: str, snapshots: Mapping[str, Snapshot]) -> None:
    file, ask = QUESTIONS[name]
    whole = Watch()
    ask(replace(snapshots[file], part_guard=whole))
    assert whole.made
    for part in whole.made:
        broken = Watch(part)
        ask(replace(snapshots[file], part_guard=broken))
        assert set(broken.told) == {part}
        beside = whole.made.keys() - whole.around[part] - {part}
        beside -= {each for each in beside if part in whole.around[each]}
        assert {each: broken.made.get(each) for each in beside} == {
            each: whole.made[each] for each in beside
        }, f"without {part}"


def test_every_part_is_reached_by_a_question(snapshots: Mapping[str, Snapshot]) -> None:
    watch = Watch()
    for file, ask in QUESTIONS.values():
        ask(replace(snapshots[file], part_guard=watch))
    written = set(parts_in_the_source())
    assert written, "the source is read as it is written"
    assert sorted(written - watch.made.keys()) == []


def parts_in_the_source() -> Iterator[str]:
    """The name of each function that is given to a ``join`` of parts."""
    for found in pkgutil.walk_packages(ide.__path__, f"{ide.__name__}."):
        module = import_module(found.name)
        tree = ast.parse(inspect.getsource(module))
        for parts in given_to_join(tree):
            for each in parts.elts:
                # A variable of the function that joins is chosen when it runs: a question shows it.
                with suppress(AttributeError):
                    yield part_name(attrgetter(ast.unparse(each))(module))


def given_to_join(tree: ast.Module) -> Iterator[ast.Tuple]:
    """The tuples that are joined, whether written in the call or kept in a variable before it."""
    kept: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="join", value=ast.Attribute() | ast.Name())):
                pass
            case ast.Call(func=ast.Name(id="join")):
                pass
            case _:
                continue
        match node.args[0]:
            case ast.Tuple() as parts:
                yield parts
            case ast.Name(id=name):
                kept.add(name)
            case _:
                pass
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in kept:
                yield from (each for each in ast.walk(value) if isinstance(each, ast.Tuple))
            case _:
                pass


def test_what_a_part_made_before_it_failed_is_kept() -> None:
    def half(_: int) -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    def other(given: int) -> Iterator[int]:
        yield given

    told: list[str] = []
    fence = PartFence(lambda what, _: told.append(what))
    assert list(fence.join((half, other), 2)) == [1, 2]
    assert told == [part_name(half)]


def test_without_a_fence_a_failure_is_seen() -> None:
    """By tests and fuzzers, which look for them."""
    with pytest.raises(ZeroDivisionError):
        list(UNGUARDED_PARTS.join((lambda: [1 // 0],)))
