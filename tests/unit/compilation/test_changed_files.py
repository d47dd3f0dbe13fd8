"""Files as they would be, over those that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.compilation.changed_files import ChangedFiles
from floe_lsp.compilation.sources import Sources
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("code-actions")


@pytest.fixture
def below(tmp_path: Path) -> Sources:
    """A file that is changed, one that is open and one on disk."""
    found = Sources()
    for name in ("changed", "open", "disk"):
        (tmp_path / name).write_text("on: disk\n", encoding="utf-8")
    for name in ("changed", "open"):
        found.open(tmp_path / name, SourceText("in: editor\n"))
    return found


def test_every_way_of_reading_sees_the_same_files(below: Sources, tmp_path: Path) -> None:
    texts = {tmp_path / name: SourceText("as: tried\n") for name in ("changed", "created")}
    files = ChangedFiles(below, texts)
    said = {"changed": "as", "created": "as", "open": "in", "disk": "on"}
    for name, key in said.items():
        path = tmp_path / name
        assert files.document(path).value == files.document_once(path).value
        assert list(files.document(path).value) == [key], name  # pyright: ignore[reportArgumentType] - a mapping
        assert files.is_file(path)
        assert files.is_unsaved(path) is (name != "disk"), name
    for name in ("open", "disk"):
        assert files.state(tmp_path / name) == below.state(tmp_path / name)
        assert files.document(tmp_path / name) is below.document(tmp_path / name)
    assert files.state(tmp_path / "changed") != below.state(tmp_path / "changed")
    assert below.state(tmp_path / "created") is None


def test_folders_are_listed_once(below: Sources, tmp_path: Path) -> None:
    assert ChangedFiles(below, {}).folder(tmp_path) is below.folder(tmp_path)
    assert ChangedFiles(below, {}).dbt_projects is below.dbt_projects


PROPERTIES = "models:\n  - name: orders\n    columns:\n      - name: id\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A dbt project with one model."""
    (tmp_path / "models").mkdir()
    (tmp_path / "dbt_project.yml").write_text("name: p\n", encoding="utf-8")
    (tmp_path / "models/orders.sql").write_text("select 1 as id\n", encoding="utf-8")
    (tmp_path / "models/shops.sql").write_text("select 1 as id\n", encoding="utf-8")
    (tmp_path / "models/models.yml").write_text(PROPERTIES, encoding="utf-8")
    return tmp_path


def described(sources: Sources, project: Path) -> str | None:
    """What the dbt project says of its model."""
    facts = sources.dbt_facts(project)
    assert facts is not None
    return facts.models["orders"].description


def test_a_changed_property_file_is_one_of_its_dbt_project(project: Path) -> None:
    below = Sources()
    assert described(below, project) is None
    before = below.dbt_facts(project)
    path = project / "models/models.yml"
    text = PROPERTIES.replace("    columns", "    description: All orders.\n    columns")
    changed = ChangedFiles(below, {path: SourceText(text)})
    assert described(changed, project) == "All orders."
    assert changed.dbt_facts(project) is changed.dbt_facts(project)
    # One change over another counts, and those below never see any.
    again = ChangedFiles(changed, {path: SourceText(text.replace("All", "Some"))})
    assert described(again, project) == "Some orders."
    assert described(changed, project) == "All orders."
    assert below.dbt_facts(project) is before
    assert described(below, project) is None


def test_what_has_not_changed_is_not_read_again(project: Path) -> None:
    below = Sources()
    facts = below.dbt_facts(project)
    assert facts is not None
    assert len(facts.nodes) == 2
    path = project / "models/models.yml"
    changed = ChangedFiles(below, {path: SourceText(PROPERTIES.replace("id", "number"))})
    trial = changed.dbt_facts(project)
    assert trial is not None
    assert trial.nodes["model.p.shops"] is facts.nodes["model.p.shops"]
    assert trial.nodes["model.p.orders"] is not facts.nodes["model.p.orders"]
    other = ChangedFiles(below, {project / "floe.yaml": SourceText("kind: FloeSpec\n")})
    assert other.dbt_facts(project) is facts


def test_an_open_model_counts_below_a_changed_property_file(project: Path) -> None:
    below = Sources()
    _ = below.open(project / "models/orders.sql", SourceText("{{ config(tags=['open']) }}\n"))
    _ = below.dbt_facts(project)
    changed = ChangedFiles(below, {project / "models/models.yml": SourceText(PROPERTIES + "\n")})
    trial = changed.dbt_facts(project)
    assert trial is not None
    assert trial.models["orders"].tags == ("open",)
