"""A part of an answer that fails leaves the other parts as they are, and is told of by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import TypeVarTuple, Unpack

import editor
from floe_lsp.compilation.guarding import UNGUARDED, Fence, part_name
from floe_lsp.ide.code_actions import code_actions
from floe_lsp.ide.code_lenses import code_lenses
from floe_lsp.ide.completion import complete, documentation_of
from floe_lsp.ide.document_links import document_links
from floe_lsp.ide.folding import folding_ranges
from floe_lsp.ide.hover import hover
from floe_lsp.ide.inlay_hints import inlay_hints
from floe_lsp.ide.semantic_tokens import semantic_tokens
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.ide.symbols.document import document_symbols
from floe_lsp.ide.symbols.workspace import workspace_symbols
from floe_lsp.syntax import Span

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
    return workspace_symbols(snapshot.products.values(), "", guard=snapshot.guard)


def documentation(snapshot: Snapshot) -> object:
    return documentation_of(snapshot, {"kind": "transform", "name": "revenue"})


FEATURES: dict[str, tuple[str, Answer, str]] = {
    "hints": (
        "floe.yaml", inlay_hints,
        "inlay_hints: _engines _dependants _next_run _schedule _zone",
    ),
    "lenses": ("floe.yaml", code_lenses, "code_lenses: _commands _references"),
    "lenses of a manifest": ("manifest.yaml", code_lenses, "code_lenses: _governed"),
    "links": ("floe.yaml", document_links, "document_links: _manifest _models _pages"),
    "folding": (
        "floe.yaml", folding_ranges, "folding: _blocks _comments _comment_blocks _regions",
    ),
    "symbols": ("floe.yaml", document_symbols, "symbols.document: _Outline.entry"),
    "symbols of the workspace": (
        "floe.yaml", names, "symbols.workspace: _product _transforms _listed _manifest",
    ),
    "tokens": ("floe.yaml", semantic_tokens, "semantic_tokens: _words _named_elsewhere"),
    "fixes": (
        "floe.yaml", actions("stg_order,"),
        "fixes.quick: offered of_all all_of_a_kind silencing; code_actions: _rewrite",
    ),
    "source actions": ("floe.yaml", whole_file, "code_actions: _fix_all _organize _compile"),
    "completion of keys": (
        "floe.yaml", after("  owner: shop@example.com\n  "),
        "completion: _templates; completion.keys: key_items _of_contract _free",
    ),
    "completion of values": (
        "floe.yaml", after("    tags: ["),
        "completion.values: value_items _of_contract _known",
    ),
    "completion of a section": (
        "half/floe.yaml", after("schedule: ", "half/floe.yaml"),
        "completion.values: value_items _of_contract _known _block",
    ),
    "completion in an empty file": (
        "new/floe.yaml", lambda snapshot: complete(snapshot, 0),
        "completion: _templates; completion.keys: key_items _of_contract _free",
    ),
    "what is said of an item": (
        "floe.yaml", documentation, "completion.documentation: _blocks",
    ),
    "hover of a cron expression": (
        "floe.yaml", over("0 6"), "hover.schedules: cron _in_words _next_runs",
    ),
    "hover of a time zone": (
        "floe.yaml", over("Europe"), "hover.schedules: time_zone _offset _change",
    ),
    "hover of a transform": (
        "floe.yaml", over("name: revenue"),
        """hover.transforms: transform _named _place _title _description _facts _engine
        _tier_and_tags _dependencies _users _model""",
    ),
    "hover of an unknown transform": (
        "floe.yaml", over("rates"),
        "hover.transforms: transform _named _place _in_broken_text _in_dbt",
    ),
    "hover of an engine": (
        "floe.yaml", over("duckdb"), "hover.engines: engine _compute _default _output",
    ),
    "hover of a plugin": (
        "manifest.yaml", over("dagster", "manifest.yaml"), "hover.engines: plugin",
    ),
    "hover of a product": (
        "manifest.yaml", over("[orders", "manifest.yaml"),
        """hover.products: product _described; hover.fields: value _meaning _tagged;
        hover.governance: governed""",
    ),
    "hover of a manifest": (
        "floe.yaml", over("manifest.yaml"),
        "hover.manifests: manifest _address _named _chain _governance",
    ),
    "hover of a manifest's name": (
        "manifest.yaml", over("name: house", "manifest.yaml"),
        """hover.manifests: manifest _declared; hover.fields: value _meaning _tagged;
        hover.governance: governed""",
    ),
    "hover of a key": (
        "manifest.yaml", over("audit_logging", "manifest.yaml"),
        "hover.fields: key _pages; hover.governance: governed",
    ),
    "hover of a tag": (
        "floe.yaml", over("[marts"),
        "hover.fields: value _meaning _tagged; hover.governance: governed",
    ),
    "hover of a code": (
        "floe.yaml", over("E110"), "hover.suppressions: code _title _beginning _link",
    ),
    "hover of an anchor": (
        "floe.yaml", over("&defaults"), "hover.anchors: anchor _anchored _uses",
    ),
    "hover of a merge key": (
        "floe.yaml", over("<<"), "hover.anchors: merge _taken_over _sources",
    ),
}  # fmt: skip
"""Of each answer the file, how it is asked for, and its parts."""


def parts_of(words: str) -> list[str]:
    return [
        f"floe_lsp.ide.{module.strip()}.{part}"
        for module, _, listed in (each.partition(":") for each in words.split(";"))
        for part in listed.split()
    ]


CASES = [
    pytest.param(name, part, id=f"{name}: {part.removeprefix('floe_lsp.ide.')}")
    for name, (_, _, words) in FEATURES.items()
    for part in parts_of(words)
]


class Watch(Fence):
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
    asked = {file for file, _, _ in FEATURES.values()}
    return {name: editor.snapshot_of(folder, str(Path(name))) for name in asked}


@pytest.mark.parametrize("name", FEATURES)
def test_the_table_names_every_part(name: str, snapshots: Mapping[str, Snapshot]) -> None:
    file, ask, words = FEATURES[name]
    watch = Watch()
    guarded = ask(replace(snapshots[file], guard=watch))
    assert guarded == ask(replace(snapshots[file], guard=UNGUARDED))
    assert guarded
    assert set(watch.made) == set(parts_of(words))
    assert watch.told == []


@pytest.mark.parametrize(("name", "part"), CASES)
def test_the_others_stand(name: str, part: str, snapshots: Mapping[str, Snapshot]) -> None:
    file, ask, _ = FEATURES[name]
    whole, broken = Watch(), Watch(part)
    ask(replace(snapshots[file], guard=whole))
    ask(replace(snapshots[file], guard=broken))
    assert set(broken.told) == {part}
    beside = whole.made.keys() - whole.around[part] - {part}
    beside -= {each for each in beside if part in whole.around[each]}
    assert {each: broken.made.get(each) for each in beside} == {
        each: whole.made[each] for each in beside
    }


def test_what_a_part_made_before_it_failed_is_kept() -> None:
    def half(_: int) -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    def other(given: int) -> Iterator[int]:
        yield given

    told: list[str] = []
    fence = Fence(lambda what, _: told.append(what))
    assert list(fence.join((half, other), 2)) == [1, 2]
    assert told == [part_name(half)]


def test_without_a_fence_a_failure_is_seen() -> None:
    """By tests and fuzzers, which look for them."""
    with pytest.raises(ZeroDivisionError):
        list(UNGUARDED.join((lambda: [1 // 0],)))
