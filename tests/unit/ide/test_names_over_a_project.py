"""A model's name means one thing in all files of a project, wherever a feature begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from named_everywhere import FILES
from renaming import all_edits

import corpus
import editor
from dbt_projects import project
from floe_lsp.compilation.diagnostics import Edit, Location
from floe_lsp.dbt.names import NamedModel
from floe_lsp.ide import goto_definition, highlight, references
from floe_lsp.ide.dbt_files import DbtFile, hover, moving, renaming
from floe_lsp.ide.definitions.project import location_of
from floe_lsp.ide.goto_definition import Jump
from floe_lsp.ide.rename import RenameRefused, RenameResult, RenameTarget, rename
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span

pytestmark = pytest.mark.requirement("one meaning of a word")

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(params=["coffee-orders", "bike-share", "generated"])
def product(request: pytest.FixtureRequest, tmp_path: Path) -> Snapshot:
    name = request.param
    if name != "generated":
        return editor.snapshot_of(EXAMPLES / name, "floe.yaml")
    manifest = corpus.DEFAULT_FILES["manifest.yaml"]
    return editor.snapshot_of(project(tmp_path, {**FILES, "manifest.yaml": manifest}), "floe.yaml")


def test_every_place_that_names_a_transform_leads_to_the_same_places(product: Snapshot) -> None:
    text = product.document.text
    in_dbt = 0
    for transform in product.outline.transforms:
        name = transform.name or ""
        offset = transform.name_node.start
        places = [each.location for each in references.references(product, offset)]
        edits = set(edits_of(rename(product, offset, "another", with_files=True)))
        assert {each.location for each in edits} == set(places)
        spans = {each.span for each in highlight.highlights(product, offset)}
        assert spans == {each.span for each in places if each.path == product.path}
        model = targets(goto_definition.implementation(product, offset))
        for place in places:
            if place.path == product.path:
                at = place.span.start
                assert places == [each.location for each in references.references(product, at)]
                assert edits == set(edits_of(rename(product, at, "another", with_files=True)))
                continue
            in_dbt += 1
            file = DbtFile(place.path, place.text, product)
            for at in place.span:
                check(file, at, places, edits)
                assert targets(moving.implementation(file, at)) == model
                (declared,) = targets(moving.definition(file, at))
                path, span = declared
                assert (path, text.slice(span)) == (product.path, name)
    assert in_dbt > 5


def check(file: DbtFile, at: int, places: list[Location], edits: set[Edit]) -> None:
    """Check that features at a name in a file of the project mean the same places."""
    named = file.name_at(at)
    assert named is not None
    assert places == [each.location for each in moving.references(file, at)]
    spans = {each.span for each in moving.highlights(file, at)}
    assert spans == {each.span for each in places if each.path == file.path}
    assert edits == set(edits_of(renaming.rename(file, at, "another", with_files=True)))
    shown = hover.hover(file, at)
    assert shown is not None
    assert shown.span == named.span
    assert named.name in shown.plain
    target = renaming.prepare_rename(file, at)
    assert isinstance(target, RenameTarget)
    assert (target.span, target.placeholder) == (named.span, named.name)


def edits_of(found: RenameResult | RenameRefused | None) -> list[Edit]:
    assert isinstance(found, RenameResult), found
    # The name of a version's file is not one of the model.
    return [each for each in all_edits(found) if "another_v" not in each.text]


def targets(jump: Jump | None) -> list[tuple[Path, Span]]:
    found = () if jump is None else jump.targets
    return [(each.location.path, each.location.span) for each in found]


def test_every_name_that_is_no_transform_leads_somewhere(product: Snapshot) -> None:
    found = 0
    for path, names in product.dbt.names.in_file.items():
        for each in names:
            if each.name not in product.outline.by_name:
                file = DbtFile(path, each.text, product)
                at = each.span.start
                assert location_of(each) in [it.location for it in moving.references(file, at)]
                assert is_led(moving.definition, file, each)
                found += 1
    assert found > 0


def is_led(feature: Callable[[DbtFile, int], Jump | None], file: DbtFile, at: NamedModel) -> bool:
    jump = feature(file, at.span.start)
    return jump is not None and all(each.location.path.is_file() for each in jump.targets)
