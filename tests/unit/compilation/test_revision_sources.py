"""The files of a commit as sources: what is found in a checkout is found without one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from repositories import git

from floe_lsp.compilation import OutputOptions, Sources, compile_in_memory
from floe_lsp.compilation.revision_sources import RevisionSources
from floe_lsp.git.objects import WHOLE_REVISION, Objects
from floe_lsp.git.revision_files import RevisionFiles

pytestmark = pytest.mark.requirement("FR-004")

EXAMPLES = Path(__file__).parents[3] / "examples"


def examples(top: Path) -> Path:
    """A repository with the examples, as they are committed."""
    shutil.copytree(
        EXAMPLES, top, ignore=shutil.ignore_patterns("target", "data", "logs", "dbt_packages")
    )
    git(top, "init", "--quiet", "--initial-branch=main")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "first")
    return top


def at_head(top: Path) -> RevisionSources:
    objects = Objects(top / ".git", WHOLE_REVISION)
    return RevisionSources(top, RevisionFiles(objects, git(top, "rev-parse", "HEAD")))


@pytest.mark.parametrize("name", ["coffee-orders", "bike-share"])
def test_a_product_compiles_as_in_a_checkout(tmp_path: Path, name: str) -> None:
    top = examples(tmp_path / "repository")
    spec = top / name / "floe.yaml"
    output = OutputOptions(spec.parent / "target" / "compiled_artifacts.json", "json")
    there = compile_in_memory(spec, output=output, sources=Sources())
    for path in top.rglob("*"):  # Whoever reads the disk after this finds other files.
        if path.is_file() and ".git" not in path.parts:
            path.write_text("{", encoding="utf-8")
    found = compile_in_memory(spec, output=output, sources=at_head(top))
    assert found.diagnostics == there.diagnostics
    assert found.artifacts is not None
    assert there.artifacts is not None
    now, before = found.artifacts.to_dict(), there.artifacts.to_dict()
    for each in (now, before):
        for field in ("compiled_at", "git_dirty"):
            each["metadata"].pop(field, None)
        if "enforcement_result" in each:
            each["enforcement_result"].pop("timestamp")
    assert now == before


def test_each_answer_is_that_of_the_disk(tmp_path: Path) -> None:
    top = examples(tmp_path / "repository")
    (top / "linked.yaml").symlink_to("manifest.yaml")
    (top / "folder").symlink_to("bike-share")
    (top / "wide.yaml").write_bytes("a: ü\n".encode("utf-16"))
    (top / "data.json").write_text('{"a": [1]}', encoding="utf-8")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "second")
    disk, commit = Sources(), at_head(top)
    paths = [each for each in (top, *top.rglob("*")) if ".git" not in each.parts]
    assert len(paths) > 30
    for path in (*paths, top / "none.yaml", top / "manifest.yaml" / "x", tmp_path / "none"):
        for ask in ("is_file", "is_folder", "exists", "true_path", "text", "text_of_bytes", "json"):
            expected = getattr(disk, ask)(path)
            assert getattr(commit, ask)(path) == expected, (ask, path)
        assert (commit.state(path) is None) == (disk.state(path) is None), path
        if disk.is_folder(path):
            there = disk.folder(path)
            there = there._replace(folders=tuple(each for each in there.folders if each != ".git"))
            assert commit.folder(path) == there, path
        if disk.is_file(path):
            assert commit.document(path).content == disk.document(path).content
            assert commit.document(path) is commit.document_once(path)
    for path, error in ((top, IsADirectoryError), (top / "none.yaml", FileNotFoundError)):
        with pytest.raises(error):
            commit.document(path)
    assert commit.fence(top / "bike-share") == top
    assert commit.not_of_commit() == {}
    assert commit.read_now == set()


@pytest.mark.requirement("security")
def test_what_cannot_be_read_is_not_taken_for_missing(tmp_path: Path) -> None:
    top = examples(tmp_path / "repository")
    blob = git(top, "rev-parse", "HEAD:manifest.yaml")
    (top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    found = at_head(top)
    spec = top / "coffee-orders" / "floe.yaml"
    output = OutputOptions(spec.parent / "x.json", "json")
    made = compile_in_memory(spec, output=output, sources=found)
    assert made.artifacts is None
    reason = found.not_of_commit()[top / "manifest.yaml"]
    assert reason.startswith("an object is not here; 'git fetch --refetch --no-filter' brings")
