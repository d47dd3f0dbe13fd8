"""What is offered in a product changes nothing for which an alias stands elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from fixing import KINDS
from ruamel.yaml import YAML

from editor import snapshot_of
from floe_lsp.compilation.diagnostics import apply_edits
from floe_lsp.ide.code_actions import ActionKind, code_actions
from floe_lsp.syntax import Span

pytestmark = pytest.mark.requirement("code-actions")

HEAD = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: shop, version: 1.0.0, owner: a@example.com}
platform: {manifest: manifest.yaml}
transforms:
  - name: stg_a
  - name: stg_b
  - name: stg_c
  - name: stg_d
"""
MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: platform, version: 1.0.0, owner: a@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
"""
READS = {
    "stg_a": "1 as id",
    "stg_b": "1 as id",
    "stg_c": "1 as id",
    "stg_d": "1 as id",
    "fct": "* from {{ ref('stg_a') }}, {{ ref('stg_b') }}, {{ ref('stg_c') }}",
    "dim": "* from {{ ref('stg_b') }}",
}
TAKE_OVER = "Take over what dbt has"
NONE = frozenset[str]()
WRITE = "Write into dependsOn what the model reads"
BOTH = frozenset({TAKE_OVER, WRITE})


def offered(folder: Path, transforms: str) -> dict[str, list[dict[str, object]]]:
    """Return what the transforms are after each action that is offered, by its title."""
    (folder / "models").mkdir()
    for name, body in READS.items():
        config = "{{ config(tags=['gold', 'nightly']) }} " if name == "fct" else ""
        _ = (folder / "models" / f"{name}.sql").write_text(f"{config}select {body}\n")
    _ = (folder / "dbt_project.yml").write_text("name: shop\nprofile: shop\n")
    _ = (folder / "manifest.yaml").write_text(MANIFEST)
    _ = (folder / "floe.yaml").write_text(HEAD + transforms)
    snapshot = snapshot_of(folder, "floe.yaml")
    text = snapshot.document.text.text
    kinds = (*KINDS, ActionKind.TAKE_OVER.value)
    after: dict[str, list[dict[str, object]]] = {}
    for action in code_actions(snapshot, Span(0, len(text)), kinds):
        new = apply_edits(text, action.edits)
        data: object = YAML(typ="safe").load(new)  # pyright: ignore[reportUnknownMemberType]
        after[action.title] = cast("dict[str, list[dict[str, object]]]", data)["transforms"][4:]
        after[action.title].append({"note": cast("dict[str, object]", data).get("x-note")})
    return after


@pytest.mark.parametrize(
    ("transforms", "place", "value", "titles"),
    [
        pytest.param(
            "  - name: fct\n    dependsOn: [stg_a, &b stg_b]\n"
            "  - name: dim\n    dependsOn: [*b]\n",
            (1, "dependsOn"), ["stg_b"], BOTH, id="an item in brackets stays",
        ),
        pytest.param(
            "  - name: fct\n    dependsOn: [&b stg_b, stg_d]\n"
            "  - name: dim\n    dependsOn: [stg_b]\n    tags: [*b]\n",
            (1, "tags"), ["stg_b"], frozenset({TAKE_OVER}), id="the first in brackets stays",
        ),
        pytest.param(
            "  - name: fct\n    dependsOn: [stg_a, &d stg_d]\n"
            "  - name: dim\n    dependsOn: [stg_b]\n    tags: [*d]\n",
            (1, "tags"), ["stg_d"], NONE, id="a wrong one in brackets",
        ),
        pytest.param(
            "  - name: fct\n    dependsOn:\n      - stg_a\n      - &d stg_d\n"
            "  - name: dim\n    dependsOn: [stg_b]\n    tags: [*d]\n",
            (1, "tags"), ["stg_d"], NONE, id="a wrong one on a line",
        ),
        pytest.param(
            "  - name: stg_e\n    dependsOn: [&d stg_d]\n  - name: dim\n    dependsOn: [stg_b]\n"
            "    tags: [*d]\n",
            (1, "tags"), ["stg_d"], NONE, id="the only one",
        ),
        pytest.param(
            "  - &base\n    name: fct\n    dependsOn: [stg_a]\n  - <<: *base\n    name: dim\n",
            (1, "dependsOn"), ["stg_a"], NONE, id="a merged transform",
        ),
        pytest.param(
            "  - &base\n    name: fct\n  - <<: *base\n    name: dim\n    dependsOn: [stg_a]\n",
            (0, "dependsOn"), None, NONE, id="a merged transform without a list",
        ),
        pytest.param(
            "  - name: fct\n    dependsOn: &l [stg_a]\n  - name: dim\n    dependsOn: *l\n",
            (1, "dependsOn"), ["stg_a"], NONE, id="a shared list",
        ),
        pytest.param(
            "  - name: fct\n    dependsOn: [stg_a, stg_b, stg_c]\n    tier: &t silver\n"
            "  - name: dim\n    dependsOn: [stg_b]\n    tier: *t\n",
            (1, "tier"), "silver", NONE, id="a shared tier",
        ),
        pytest.param(
            "  - name: fct\n    dependsOn: [stg_a, stg_b, stg_c]\n    tags: [&n nightli]\n"
            "  - name: dim\n    dependsOn: [stg_b]\nx-note: *n\n",
            (-1, "note"), "nightli", NONE, id="a shared tag",
        ),
        pytest.param(
            "  - name: &f fctt\n    dependsOn: [stg_a, stg_b, stg_c]\n"
            "  - name: dim\n    dependsOn: [stg_b]\nx-note: *f\n",
            (-1, "note"), "fctt", NONE, id="a shared name",
        ),
    ],
)  # fmt: skip
def test_an_alias_stays_what_it_was(
    transforms: str,
    place: tuple[int, str],
    value: object,
    titles: frozenset[str],
    tmp_path: Path,
) -> None:
    index, field = place
    found = offered(tmp_path, transforms)
    assert titles <= found.keys()
    for title, after in found.items():
        assert after[index].get(field) == value, title


def test_an_item_that_is_an_alias_itself_may_go(tmp_path: Path) -> None:
    found = offered(
        tmp_path,
        "  - name: fct\n    tags: [&t stg_d]\n    dependsOn: [stg_a, stg_b, stg_c, *t]\n"
        "  - name: dim\n    dependsOn: [stg_b]\n",
    )
    after = found[TAKE_OVER][0]
    assert (after["tags"], after["dependsOn"]) == (["stg_d"], ["stg_a", "stg_b", "stg_c"])


def test_tags_of_items_stay(tmp_path: Path) -> None:
    found = offered(
        tmp_path,
        "  - name: fct\n    dependsOn: [!!str stg_b, 'stg_a']\n"
        "  - name: dim\n    dependsOn: [stg_b]\n",
    )
    assert found[WRITE][0]["dependsOn"] == ["stg_b", "stg_a", "stg_c"]


def test_the_same_mistake_at_an_alias_is_mended_with_it(tmp_path: Path) -> None:
    found = offered(
        tmp_path,
        "  - name: fct\n    dependsOn: [stg_a, stg_b, stg_c]\n    tier: &t goldd\n"
        "  - name: dim\n    dependsOn: [stg_b]\n    tier: *t\n",
    )
    mended = [after for title, after in found.items() if title.startswith("Replace with")]
    assert [each["tier"] for after in mended for each in after[:2]] == ["gold", "gold"]
