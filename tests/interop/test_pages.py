"""Every command and every piece of YAML on the pages for platform teams and for CI, run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import BIN, REPOSITORY, copy_examples, environment
from pages import Command, File, merged_into, steps
from registry import RealRegistry, real_registry
from repositories import git

from floe_lsp.files.names import LOCK_NAME
from floe_lsp.registries.cache import FOLDER

pytestmark = [
    pytest.mark.requirement("docs/platform-teams.md"),
    pytest.mark.requirement("docs/ci.md"),
]

DOCS = REPOSITORY / "docs"
HOST = "registry.example.com"
INSTALL = "python -m pip install"
LOCK = "floe manifest lock coffee-orders"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with the examples, all of it committed, that has a remote's main."""
    top = copy_examples(tmp_path)
    (top / ".gitignore").write_text("target/\nout/\n", encoding="utf-8")
    git(top, "init", "--quiet", "--initial-branch=main")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "first")
    git(top, "update-ref", "refs/remotes/origin/main", "main")
    return top


@pytest.fixture
def real(tmp_path: Path) -> Iterator[RealRegistry]:
    with real_registry(tmp_path / "registry") as registry:
        yield registry


def shell(line: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line as CI runs it."""
    own = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "FLOE_CACHE_DIR": str(folder.parent / "copies"),
        "DOCKER_CONFIG": str(folder.parent / "docker"),
    }
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", line],
        cwd=folder,
        env=environment(own | variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def follow(page: str, folder: Path, host: str = HOST) -> list[str]:
    """Do what a page says, line by line, commit what was locked, and return what was run."""
    run: list[str] = []
    for step in steps(DOCS / page):
        if isinstance(step, File):
            path = folder / step.name
            if path.exists():
                merged_into(path, File(step.name, step.text.replace(HOST, host)))
            continue
        done = shell(step.line.replace(HOST, host), folder)
        assert done.returncode == step.code, f"{step.line}\n{done.stdout}\n{done.stderr}"
        run.append(step.line)
        if step.line.startswith(LOCK):
            git(folder, "add", ".")
            git(folder, "commit", "--quiet", "-m", "lock")
    return run


def test_a_platform_team_gets_through_its_page(folder: Path, real: RealRegistry) -> None:
    run = follow("platform-teams.md", folder, real.host)
    assert len(run) >= 18
    written = (folder / "coffee-orders" / "floe-lock.yaml").read_text(encoding="utf-8")
    assert f"{real.host}/acme/platform:1.1.0" in written
    overrides = (folder / "new.yaml").read_text(encoding="utf-8")
    assert "before the rule" in overrides


def test_what_the_page_says_of_a_moved_tag(folder: Path, real: RealRegistry) -> None:
    seen = False
    for step in steps(DOCS / "platform-teams.md"):
        if isinstance(step, File):
            merged_into(folder / step.name, File(step.name, step.text.replace(HOST, real.host)))
            continue
        done = shell(step.line.replace(HOST, real.host), folder)
        if step == Command("floe check coffee-orders", 2):
            assert "E227" in done.stderr
            assert "data_retention_days" in done.stderr
            seen = True
            break
    assert seen


def test_the_commands_of_the_page_for_ci(folder: Path) -> None:
    run = follow("ci.md", folder)
    assert len(run) >= 9
    for name in ("floe.json", "floe.sarif", "summary.json", "out/bike-share/profiles.yml"):
        assert (folder / name).stat().st_size > 0


def pipeline(name: str) -> Any:
    return next(
        step.data for step in steps(DOCS / "ci.md") if isinstance(step, File) and step.name == name
    )


def run_all(lines: list[str], folder: Path) -> None:
    assert lines
    for line in lines:
        if not line.startswith(INSTALL):
            done = shell(line, folder)
            assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


def test_the_github_workflow(folder: Path) -> None:
    data = pipeline(".github/workflows/floe.yaml")
    # YAML 1.2 has no other meaning of ``on``; GitHub reads it the same way.
    assert set(data) == {"name", "on", "permissions", "jobs"}
    job = data["jobs"]["floe"]
    assert set(job) == {"runs-on", "steps"}
    known = {"name", "if", "uses", "with", "run"}
    for step in job["steps"]:
        assert set(step) <= known
        assert ("uses" in step) != ("run" in step)
        assert "@" in step.get("uses", "@")
    run_all([step["run"] for step in job["steps"] if "run" in step], folder)
    made = next(step for step in job["steps"] if "upload-artifact" in step.get("uses", ""))
    for name in made["with"]["path"].split():
        assert (folder / name).exists()


def test_findings_do_not_keep_a_workflow_from_uploading_them(folder: Path) -> None:
    (folder / "coffee-orders" / "floe.yaml").write_text("kind: FloeSpec\n", encoding="utf-8")
    steps_ = pipeline(".github/workflows/floe.yaml")["jobs"]["floe"]["steps"]
    lines = {step["name"]: step["run"] for step in steps_ if "run" in step and "name" in step}
    assert shell(lines["Check"], folder).returncode == 1
    assert shell(lines["Check"], folder).stdout.startswith("::error file=coffee-orders/floe.yaml,")
    assert shell(lines["Findings for the security tab"], folder).returncode == 0
    assert '"version": "2.1.0"' in (folder / "floe.sarif").read_text(encoding="utf-8")


def test_the_gitlab_pipeline(folder: Path) -> None:
    job = pipeline(".gitlab-ci.yml")["floe"]
    assert set(job) == {"image", "variables", "cache", "before_script", "script", "artifacts"}
    run_all([*job["before_script"], *job["script"]], folder)
    for name in job["artifacts"]["paths"]:
        assert (folder / name).exists()


@pytest.mark.requirement("security")
def test_the_github_workflow_keeps_copies_outside_of_the_checkout(folder: Path) -> None:
    """A repository that brings copies of its own would choose what ``--offline`` believes."""
    job = pipeline(".github/workflows/floe.yaml")["jobs"]["floe"]
    (cached,) = [step["with"] for step in job["steps"] if "cache" in step.get("uses", "")]
    # Without the variable that names it, this is the folder of the user.
    assert FOLDER not in job.get("env", {})
    shown = shell(
        "python -c 'import floe_lsp.registries.cache as c; print(c.cache_folder())'", folder,
        **{FOLDER: "", "HOME": "/home/runner"},
    )  # fmt: skip
    assert cached["path"].replace("~", "/home/runner") == shown.stdout.strip()


@pytest.mark.requirement("security")
def test_the_gitlab_pipeline_uses_no_copies_that_a_repository_brings(folder: Path) -> None:
    """GitLab keeps nothing that lies outside of the checkout."""
    job = pipeline(".gitlab-ci.yml")["floe"]
    (kept,) = job["cache"]["paths"]
    assert job["variables"][FOLDER] == f"$CI_PROJECT_DIR/{kept}"
    planted = folder / kept / "references" / "planted.json"
    planted.parent.mkdir(parents=True)
    planted.write_text("{}", encoding="utf-8")
    run_all(job["before_script"], folder)
    git(folder, "add", "--force", str(planted))
    guard = job["before_script"][0]
    refused = shell(guard, folder)
    assert refused.returncode == 1
    assert refused.stderr == f"{kept} must not be in the repository\n"


def test_the_cache_of_gitlab_follows_the_lock(folder: Path) -> None:
    lock = folder / "coffee-orders" / LOCK_NAME
    assert (lock.parent / "floe.yaml").is_file()
    lock.touch()
    git(folder, "add", str(lock))
    files = pipeline(".gitlab-ci.yml")["floe"]["cache"]["key"]["files"]
    assert len(files) <= 2, "GitLab takes no more"
    assert git(folder, "ls-files", *files).split() == [f"coffee-orders/{LOCK_NAME}"]


def test_the_hook_before_a_commit(folder: Path) -> None:
    hook = pipeline(".pre-commit-config.yaml")["repos"][0]["hooks"][0]
    assert (hook["language"], hook["types"]) == ("system", ["yaml"])
    files = git(folder, "ls-files", "*.yaml", "*.yml").split()
    assert {"manifest.yaml", "coffee-orders/dbt_project.yml"} <= set(files)
    assert shell(f"{hook['entry']} {' '.join(files)}", folder).returncode == 0
    (folder / "manifest.yaml").write_text("kind: Manifest\n", encoding="utf-8")
    assert shell(f"{hook['entry']} {' '.join(files)}", folder).returncode == 1


def test_pages_install_what_there_is() -> None:
    text = (DOCS / "ci.md").read_text(encoding="utf-8")
    assert f"{INSTALL} -r requirements.txt" in text
    project = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    assert 'name = "floe-lsp"' in project
    assert "`requirements.txt` of your repository names `floe-lsp`" in text
