"""Whatever a repository plants, none of it runs, and no command starts a process."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from commands import BIN, REPOSITORY, environment, floe
from repositories import git
from wire import Wire

from corpus import DEFAULT_FILES

SERVER = Path(__file__).parents[2] / "server"
pytestmark = pytest.mark.requirement("security")

_WATCH = """
    import sys

    def heard(event, arguments):
        if event in {names}:
            with open({log!r}, "a", encoding="utf-8") as log:
                log.write(event + " " + repr(arguments) + "\\n")

    sys.addaudithook(heard)
"""
_STARTING = {
    "subprocess.Popen",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "pty.spawn",
}


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """What processes the commands start, a line each."""
    return tmp_path / "started"


@pytest.fixture
def env(tmp_path: Path, started: Path) -> dict[str, str]:
    """An environment in which each Python notes the processes that it starts."""
    site = tmp_path / "site"
    site.mkdir()
    code = dedent(_WATCH).format(names=_STARTING, log=str(started))
    (site / "sitecustomize.py").write_text(code, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join((str(site), str(SERVER)))}


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """The folder in which everything planted leaves a file of its name."""
    folder = tmp_path / "ran"
    folder.mkdir()
    return folder


@pytest.fixture
def product(tmp_path: Path, ran: Path) -> Path:
    """A product in a repository that names programs wherever git looks for one."""
    top = tmp_path / "repository"
    folder = top / "orders"
    folder.mkdir(parents=True)
    git(top, "init", "--quiet")
    (folder / "floe.yaml").write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    (top / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "-m", "first")

    def touch(name: str) -> str:
        program = tmp_path / f"plant-{name}"
        program.write_text(f"#!/bin/sh\ntouch '{ran / name}'\ncat\n", encoding="utf-8")
        program.chmod(0o755)
        return str(program)

    for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        shutil.copy(touch(f"hook-{name}"), top / ".git" / "hooks" / name)
    (top / "included").write_text(f"[core]\n\tpager = {touch('included-pager')}\n")
    for key, value in {
        "core.fsmonitor": touch("fsmonitor"),
        "core.sshCommand": touch("ssh"),
        "core.pager": touch("pager"),
        "core.editor": touch("editor"),
        "core.alternateRefsCommand": touch("alternates"),
        "filter.x.clean": touch("clean"),
        "filter.x.smudge": touch("smudge"),
        "filter.y.process": touch("process"),
        "diff.external": touch("diff"),
        "include.path": str(top / "included"),
        "remote.origin.url": str(tmp_path / "nowhere"),
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": touch("uploadpack"),
        "extensions.partialClone": "origin",
    }.items():
        git(top, "config", key, value)
    (top / ".gitattributes").write_text("*.yaml filter=x\nmanifest.yaml filter=y\n")
    # A bare repository among the files, which git takes for the one that it works in.
    git(folder, "init", "--quiet", "--bare", "bare")
    for each in (folder / "bare").iterdir():
        shutil.move(each, folder / each.name)
    git_config = f'[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "{touch("bare")}"\n'
    (folder / "config").write_text(git_config, encoding="utf-8")
    shutil.rmtree(folder / "bare")
    # Missing, so that git would ask the remote for it.
    tree = git(top, "rev-parse", "HEAD:orders")
    path = top / ".git" / "objects" / tree[:2] / tree[2:]
    path.unlink()
    text = (folder / "floe.yaml").read_text(encoding="utf-8")
    (folder / "floe.yaml").write_text(f"# changed\n{text}", encoding="utf-8")
    return folder / "floe.yaml"


def test_the_planted_programs_run_when_git_does(product: Path, ran: Path) -> None:
    """So that the tests below show something."""
    subprocess.run(["git", "status"], cwd=product.parents[1], capture_output=True, check=False)
    assert {"fsmonitor", "process"} <= {each.name for each in ran.iterdir()}


def test_the_command_line(
    product: Path, ran: Path, started: Path, env: dict[str, str], tmp_path: Path
) -> None:
    folder = product.parent
    assert floe("compile", "--dry-run", cwd=folder, env=env).code == 0
    assert floe("compile", cwd=folder, env=env).code == 0
    assert floe("check", ".", cwd=folder, env=env).code == 0
    assert floe("check", "--format", "sarif", product, cwd=tmp_path, env=env).code == 0
    assert floe("explain", "E103", cwd=folder, env=env).code == 0
    assert floe("schema", "product", cwd=folder, env=env).code in {0, 2}
    metadata = json.loads((folder / "target" / "compiled_artifacts.json").read_bytes())["metadata"]
    assert metadata["git_commit"]
    assert metadata.get("git_dirty") is None
    assert list(ran.iterdir()) == []
    assert not started.exists()


@pytest.mark.parametrize("trusted", [True, False])
def test_the_server(
    trusted: bool, product: Path, ran: Path, started: Path, env: dict[str, str]
) -> None:
    with Wire(env=env, cwd=product.parent) as wire:
        wire.initialize(product.parent, options={"untrustedWorkspace": not trusted})
        wire.open(product.as_uri(), product.read_text(encoding="utf-8"))
        wire.diagnostics(product.as_uri(), 1)
        for name in ("dryRun", "previewArtifacts", "compile", "graph", "doctor"):
            given = {"command": f"floe.{name}", "arguments": [product.as_uri()]}
            assert "result" in wire.ask("workspace/executeCommand", given)
        assert wire.shut_down() == 0
    assert list(ran.iterdir()) == []
    assert not started.exists()


def test_a_started_process_would_be_noticed(started: Path, env: dict[str, str]) -> None:
    code = "import subprocess; subprocess.run(['true'])"
    subprocess.run([sys.executable, "-c", code], env=environment(env), check=True)
    assert "subprocess.Popen" in started.read_text(encoding="utf-8")


@pytest.fixture
def planted(tmp_path: Path, ran: Path) -> Path:
    """A folder of modules and a distribution that leave a trace as soon as they are imported."""
    folder = tmp_path / "planted"
    folder.mkdir()
    names = "json pydantic attr yaml ruamel pygls argparse platform traceback logging asyncio"
    more = "sitecustomize usercustomize subprocess structlog evil"
    for name in f"{names} {more}".split():
        code = f"from pathlib import Path\nPath({str(ran / name)!r}).touch()\n"
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    for suffix in ("dist-info", "egg-info"):
        info = folder / f"evil-1.0.{suffix}"
        info.mkdir()
        metadata = "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n"
        (info / ("METADATA" if suffix == "dist-info" else "PKG-INFO")).write_text(metadata)
        (info / "entry_points.txt").write_text("[floe.computes]\nduckdb = evil:Plugin\n")
    (folder / "floe.yaml").write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    (folder / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "floe_lsp"],
        [sys.executable, "-I", "-m", "floe_lsp"],
        [str(BIN / "floe")],
    ],
    ids=["module", "isolated", "script"],
)
def test_nothing_of_the_current_folder_is_imported(
    command: list[str], planted: Path, ran: Path
) -> None:
    env = environment({"PYTHONPATH": str(SERVER)})
    done = subprocess.run(
        [*command, "compile"], cwd=planted, env=env, capture_output=True, check=False
    )
    assert (done.returncode, list(ran.iterdir())) == (0, []), done.stderr


def by_interpreter() -> list[str]:
    """How docs/editors.md starts the server where only the interpreter can be named."""
    page = (REPOSITORY / "docs" / "editors.md").read_text(encoding="utf-8")
    (line,) = [each for each in page.splitlines() if each.startswith('python -I -c "')]
    return [sys.executable, *shlex.split(line)[1:]]


@pytest.mark.parametrize("command", [None, by_interpreter()], ids=["script", "interpreter"])
def test_the_server_imports_nothing_of_the_current_folder(
    command: list[str] | None, planted: Path, ran: Path
) -> None:
    for name in ("contextlib", "importlib", "pkgutil", "floe_lsp"):
        shutil.copy(planted / "evil.py", planted / f"{name}.py")
    with Wire(cwd=planted, command=command) as wire:
        wire.initialize(planted)
        given = {"command": "floe.dryRun", "arguments": [(planted / "floe.yaml").as_uri()]}
        assert "result" in wire.ask("workspace/executeCommand", given)
        assert wire.shut_down() == 0
    assert list(ran.iterdir()) == []
