"""What a compilation leaves behind is that of one compilation, whatever fails while it is written.

The product of these tests changes from two output ports to one, so that each compilation writes the
profile, a data contract, ``orchestration.json`` and the artifact, and removes a contract.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from contracted_products import GOVERNED, PORTS, written

from floe_lsp.compilation import Compilation, OutputOptions, compile_pipeline, default_output
from floe_lsp.compilation.generate.generator import generate

pytestmark = pytest.mark.requirement("FR-004")

TWO = f"""{PORTS}
  - name: returns
    description: One row a return
    schema:
      - {{name: return_id, type: integer}}
"""
FULL = OSError(errno.ENOSPC, "No space left on device")
CALLS = {"open": 7, "write": 7, "fsync": 7, "replace": 4, "unlink": 1}
"""Calls of the system, and how often each is made at least: four new files and three copies of old
ones are written and renamed, and one is removed."""

Tree: TypeAlias = dict[str, tuple[int, bytes]]


def tree(folder: Path) -> Tree:
    """All that stands in a folder: names, rights and bytes."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }


def compiled(folder: Path, ports: str, **more: Any) -> Compilation:
    spec = written(folder, ports=ports)
    made = compile_pipeline(spec, output=default_output(spec, contract="floe-core"), **more)
    assert made.exit_code == 0, made.diagnostics
    return made


class Product:
    """A product that is compiled, and what the next compilation would write and remove."""

    def __init__(self, folder: Path) -> None:
        _ = compiled(folder, TWO)
        self.target = folder / "target"
        (self.target / "profiles.yml").chmod(0o640)
        self.old = tree(self.target)
        self.next = compiled(folder, PORTS, dry_run=True)
        self.stale = self.target / "contracts" / "returns.yaml"

    def write(self, target: Path) -> list[str]:
        """Write into a folder what the next compilation does; return what was said of it."""
        output = replace(self.next.output, path=target / "compiled_artifacts.json", within=None)
        return self._written(output, target / self.stale.relative_to(self.target))

    def _written(self, output: OutputOptions, stale: Path) -> list[str]:
        assert self.next.artifacts is not None
        files, found = generate(self.next.artifacts, output, (), (stale,), dry_run=False)
        assert bool(files) is not bool(found)
        return [f"{each.code} {each.message}; {each.suggestion}" for each in found]


@pytest.fixture
def product(tmp_path: Path) -> Product:
    folder = tmp_path / "product"
    folder.mkdir()
    return Product(folder)


def failing_at(genuine: Callable[..., Any], at: int, made: list[int]) -> Callable[..., Any]:
    """Return a call of the system that fails when it is made for the n-th time."""

    def call(*arguments: Any, **named: Any) -> Any:
        made[0] += 1
        if made[0] == at:
            raise FULL
        return genuine(*arguments, **named)

    return call


@pytest.mark.parametrize("call", CALLS)
def test_each_step_that_fails_leaves_all_as_it_was(
    product: Product, call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(product.target, tmp_path / "new")
    assert product.write(tmp_path / "new") == []
    new = tree(tmp_path / "new")
    assert set(product.old) - set(new) == {"contracts/returns.yaml"}
    changed = {name for name in new if new[name] != product.old[name]}
    assert changed >= {"orchestration.json", "compiled_artifacts.json"}
    failed = 0
    for at in range(1, 200):
        folder, made = tmp_path / str(at), [0]
        shutil.copytree(product.target, folder)
        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing_at(getattr(os, call), at, made))
            said = product.write(folder)
        if said:
            failed += 1
            assert tree(folder) == product.old, f"{call} number {at}"
            (message,) = said
            assert message.startswith("E501 '")
            assert ": no space left on device; " in message
            # Before anything is written, it is read whether that is ours.
            is_read = "cannot be read, so it may be another program's" in message
            assert is_read or message.endswith("; what was there before is unchanged")
        else:
            # What cannot be removed of a temporary file is, by the next writer.
            left = {name: each for name, each in tree(folder).items() if ".floe-" not in name}
            assert left == new, f"{call} number {at}"
        if made[0] < at:
            break
    assert failed >= CALLS[call]


def test_what_is_written_for_the_first_time_leaves_nothing(
    product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure takes the folders away as well that were made for it."""
    (tmp_path / "there").mkdir()
    for at in range(1, 5):
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", failing_at(os.replace, at, [0]))
            assert product.write(tmp_path / "there" / "target") != []
        assert list((tmp_path / "there").iterdir()) == []
    assert product.write(tmp_path / "there" / "target") == []


def block_file(target: Path) -> None:
    (target / "orchestration.json").unlink()
    (target / "orchestration.json").mkdir()


def block_folder(target: Path) -> None:
    shutil.rmtree(target / "contracts")
    (target / "contracts").write_text("mine")


def link_profile(target: Path) -> None:
    (target / "profiles.yml").rename(target / "elsewhere.yml")
    (target / "profiles.yml").symlink_to("elsewhere.yml")


def put_own_profile(target: Path) -> None:
    (target / "profiles.yml").write_text("mine: {}\n")


@pytest.mark.parametrize("block", [block_file, block_folder, link_profile, put_own_profile])
def test_what_stands_in_the_way_of_one_keeps_all(
    product: Product, block: Callable[[Path], None]
) -> None:
    block(product.target)
    before = tree(product.target)
    assert product.write(product.target) != []
    assert tree(product.target) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from floe_lsp.compilation import compile_pipeline, default_output
genuine, at = getattr(os, sys.argv[2]), int(sys.argv[3])
def kill(*arguments, **named):
    global at
    at -= 1
    if at == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return genuine(*arguments, **named)
setattr(os, sys.argv[2], kill)
spec = Path(sys.argv[1])
compile_pipeline(spec, output=default_output(spec, contract="floe-core"))
"""


@pytest.mark.parametrize(("call", "at"), [("unlink", 1), ("replace", 1), ("replace", 3)])
@pytest.mark.parametrize("governance", [GOVERNED, ""])
def test_the_next_compilation_cleans_up_after_one_that_was_killed(
    tmp_path: Path, call: str, at: int, governance: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It leaves what it would without the other, also where it writes no contract any more."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    trees: list[Tree] = []
    for name in ("killed", "never killed"):
        folder = tmp_path / name
        folder.mkdir()
        target = Product(folder).target
        spec = written(folder, governance=governance)
        if name == "killed":
            code = [sys.executable, "-P", "-c", KILLED, str(spec), call, str(at)]
            done = subprocess.run(code, check=False, timeout=60)
            assert done.returncode == -signal.SIGKILL
            assert any(each.startswith("contracts/.floe-") for each in tree(target))
        made = compile_pipeline(spec, output=default_output(spec, contract="floe-core"))
        assert made.exit_code == 0, made.diagnostics
        trees.append(tree(target))
    assert trees[0] == trees[1]
