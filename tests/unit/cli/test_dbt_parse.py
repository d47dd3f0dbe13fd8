"""``--dbt-parse`` with programs that are called dbt and go wrong as no real one does at will."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.cli import dbt_process
from floe_lsp.cli.main import main

pytestmark = pytest.mark.requirement("dbt parse")


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product beside a dbt project, in which the command runs."""
    folder = tmp_path / "a product; touch ran"
    (folder / "models").mkdir(parents=True)
    for name in ("floe.yaml", "manifest.yaml"):
        _ = (folder / name).write_text(DEFAULT_FILES[name], encoding="utf-8")
    project = "name: shop\nprofile: shop\n"
    _ = (folder / "dbt_project.yml").write_text(project, encoding="utf-8")
    _ = (folder / "models" / "stg_orders.sql").write_text("select 1", encoding="utf-8")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the first of the PATH."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", os.pathsep.join((str(folder), "/usr/bin", "/bin")))
    return folder


def plant(folder: Path, code: str) -> Path:
    program = folder / "dbt"
    _ = program.write_text(f"#!/bin/sh\n{code}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def left_over(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("command", ["check", "compile", "governance audit", "governance report"])
def test_without_dbt_it_says_what_to_do(
    product: Path, programs: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "--dbt-parse"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"floe {command}: --dbt-parse needs dbt, which is not on the PATH")
    assert "install dbt-core" in said
    assert not (product / "target").exists()


@pytest.mark.parametrize("entry", ["", ".", "bin"])
def test_the_dbt_of_the_current_folder_is_none(
    product: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    (product / "bin").mkdir()
    for folder in (product, product / "bin"):
        _ = plant(folder, "touch ran")
    monkeypatch.setenv("PATH", os.pathsep.join((entry, "/usr/bin", "/bin")))
    assert dbt_process.find_dbt() is None
    assert main(["check", "--dbt-parse"]) == 2
    assert not (product / "ran").exists()


def test_nothing_is_run_before_the_stage_that_looks(
    product: Path, programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _ = plant(programs, "touch ran")
    assert main(["check", "--stage", "load", "--dbt-parse"]) == 2
    assert "--stage LOAD ends before it" in capsys.readouterr().err
    assert not (product / "ran").exists()


def test_it_is_given_a_list_a_profile_and_folders_outside_of_the_product(
    product: Path, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOE_TOKEN", "a-token-of-floe")
    seen = tmp_path / "seen"
    _ = plant(
        programs,
        f"""
        printf '%s\\n' "$@" > '{seen}'; pwd >> '{seen}'; env >> '{seen}'
        while [ $# -gt 1 ]; do [ "$1" = --profiles-dir ] && cat "$2/profiles.yml" >> '{seen}'
        shift; done; exit 1""",
    )
    assert main(["check", "--dbt-parse"]) == 2
    said = seen.read_text(encoding="utf-8")
    lines = said.splitlines()
    assert lines[lines.index("--project-dir") + 1] == str(product)
    assert str(product) in lines[lines.index("--project-dir") + 2 :]
    assert "--profile=shop" in lines
    assert "shop:" in lines
    for option in ("--profiles-dir", "--target-path", "--log-path"):
        folder = Path(lines[lines.index(option) + 1])
        assert folder.is_relative_to(tmp_path / "temporary")
        assert not folder.exists()
    assert "a-token-of-floe" not in said
    assert not (product / "ran").exists()
    assert left_over(tmp_path) == []


def test_one_that_does_not_end_is_stopped_with_all_that_it_has_started(
    product: Path,
    programs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dbt_process, "DEADLINE", 0.5)
    numbers = tmp_path / "numbers"
    _ = plant(programs, f"sleep 600 &\necho $! $$ > '{numbers}'\nwait")
    assert main(["compile", "--dbt-parse"]) == 2
    assert "took longer than" in capsys.readouterr().err
    assert all(has_ended(int(each)) for each in numbers.read_text().split())
    assert not (product / "target").exists()
    assert left_over(tmp_path) == []


def has_ended(number: int) -> bool:
    for _ in range(100):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        # One that its new parent has not asked for yet is there by its number alone.
        status = Path(f"/proc/{number}/stat")
        if status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_of_much_output_the_first_lines_are_shown_without_secrets(
    product: Path,
    programs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "quiet-otter-47\nsecond-line-of-it")
    key = "AKIA" + "Z7QX3MPLE4RTYUWV"
    _ = plant(
        programs,
        f"""
        echo '12:00:00  Running with dbt=1.11'; echo '12:00:01  Encountered an error:'
        printf '\\033[31mRuntime Error\\033[0m\\n'; echo "  $SHOP_TOKEN"; echo '  {key}'
        yes 'a line more' | head -c 3000000; exit 2""",
    )
    assert main(["check", "--dbt-parse", "--quiet"]) == 2
    said = capsys.readouterr().err
    assert "\n  Runtime Error\n" in said
    assert "Running with" not in said
    assert "quiet-otter" not in said
    assert "second-line" not in said
    assert key not in said
    assert "\033" not in said
    assert 1 <= said.count("a line more") <= 8


def test_one_that_writes_no_manifest_has_failed(
    product: Path, programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _ = plant(programs, "exit 0")
    assert main(["compile", "--dbt-parse"]) == 2
    assert "dbt parse in . failed (0) and said nothing" in capsys.readouterr().err
    assert not (product / "target").exists()


def test_a_product_that_has_no_profile_is_told_by_its_own_mistakes(
    product: Path, programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _ = plant(programs, "touch ran")
    file = product / "floe.yaml"
    text = file.read_text(encoding="utf-8").replace("kind: FloeSpec", "kind: Floe")
    _ = file.write_text(text, encoding="utf-8")
    assert main(["check", "--dbt-parse"]) == 1
    said = capsys.readouterr().err
    assert "dbt was not run in ." in said
    assert "error[" in said
    assert not (product / "ran").exists()


def test_without_a_dbt_project_it_says_so(
    product: Path, programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _ = plant(programs, "touch ran")
    (product / "dbt_project.yml").unlink()
    assert main(["check", "--dbt-parse"]) == 0
    assert "there is no dbt_project.yml here that dbt could parse" in capsys.readouterr().err
    assert not (product / "ran").exists()


@pytest.mark.parametrize("programme", ["exit 1", None])
def test_overrides_are_not_written_of_half_of_what_was_asked(
    product: Path, programs: Path, programme: str | None
) -> None:
    if programme is not None:
        _ = plant(programs, programme)
    words = ["governance", "audit", "--dbt-parse", "--write-overrides", "new.yaml"]
    assert main([*words, "--reason", "because"]) == 2
    assert not (product / "new.yaml").exists()


def test_overrides_are_not_written_when_the_baseline_cannot_be_read(product: Path) -> None:
    words = ["governance", "audit", "--baseline", "none.json", "--write-overrides", "new.yaml"]
    assert main([*words, "--reason", "because"]) == 2
    assert not (product / "new.yaml").exists()
