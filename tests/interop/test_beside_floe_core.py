"""This package and floe-core in one environment, by pip itself, whichever came first.

Both bring a script ``floe``. All that the two need is in the environments of the tests; links lead
there, so that pip installs, replaces and removes these two alone.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import REPOSITORY, copy_examples, environment, other_python

pytestmark = pytest.mark.requirement("beside floe-core")

THEIRS = "floe-core==0.1.0a1"
NOT_LINKED = ("floe_", "__editable__", "_editable", "pip")
BACK = ("install", "--force-reinstall", "--no-deps")
"""What brings our script back; docs/troubleshooting.md says so."""


class Environment:
    """A virtual environment of its own."""

    def __init__(self, folder: Path, libraries: Path, wheel: Path) -> None:
        venv.create(folder, with_pip=True)
        self.bin = folder / "bin"
        self.ours = str(wheel)
        (site,) = folder.glob("lib/python*/site-packages")
        (site / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / command[0], *command[1:]],
            cwd=cwd or self.bin,
            env=environment({"PYTHONPATH": ""}),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def pip(self, *words: str) -> None:
        done = self.run("pip", "--quiet", "--disable-pip-version-check", *words)
        assert done.returncode == 0, done.stderr


def _site_of(python: str) -> Path:
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(subprocess.check_output([python, "-c", code], text=True).strip())


@pytest.fixture(scope="module")
def new_environment(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Environment]:
    folder = tmp_path_factory.mktemp("beside")
    libraries = folder / "libraries"
    libraries.mkdir()
    for python in (other_python("FLOE_TEST_RELEASED_PYTHON"), sys.executable):
        for each in _site_of(python).iterdir():
            link = libraries / each.name
            if not each.name.startswith(NOT_LINKED) and not link.is_symlink():
                link.symlink_to(each)
    words = ("--quiet", "--disable-pip-version-check", "--no-deps", "--wheel-dir")
    pip = [sys.executable, "-m", "pip", "wheel", *words]
    subprocess.run([*pip, folder, REPOSITORY], check=True, env=environment(), timeout=300)
    (wheel,) = folder.glob("floe_lsp-*.whl")
    count = iter(range(9))
    return lambda: Environment(folder / f"venv{next(count)}", libraries, wheel)


@pytest.fixture
def product(tmp_path: Path) -> Path:
    return copy_examples(tmp_path) / "coffee-orders"


@pytest.mark.parametrize("is_first", [True, False])
def test_all_commands_work_whichever_package_came_first(
    new_environment: Callable[[], Environment], product: Path, is_first: bool
) -> None:
    both = new_environment()
    packages = [both.ours, THEIRS] if is_first else [THEIRS, both.ours]
    for each in packages:
        both.pip("install", "--no-deps", each)

    for words in (["check"], ["compile"], ["--compile"], ["manifest", "show"], ["explain", "E110"]):
        done = both.run("floe-lsp", *words, cwd=product)
        assert done.returncode == 0, (words, done.stderr)

    if is_first:  # The script is theirs, whose command compiles nothing, until ours is back.
        done = both.run("floe", "compile", cwd=product)
        assert "Compiled coffee-orders" not in done.stdout
        both.pip(*BACK, both.ours)
    done = both.run("floe", "compile", cwd=product)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Compiled coffee-orders ")
    for words in (["platform"], ["helm"], ["artifact", "sign"], ["rbac", "generate"]):
        done = both.run("floe", *words, "--help", cwd=product)
        assert done.returncode == 0, (words, done.stderr)
        assert f"Usage: floe {' '.join(words)} " in done.stdout
    assert "as floe platform --help." in " ".join(both.run("floe", "--help").stdout.split())
    # What both have is ours, and what neither has is told as ever.
    assert "usage: floe governance audit" in both.run("floe", "governance", "audit", "-h").stdout
    done = both.run("floe", "compil")
    assert (done.returncode, "did you mean compile?" in done.stderr) == (2, True)
    # It ends as it does by itself.
    assert both.run("floe", "platform", "nothing").returncode == 2

    both.pip("uninstall", "--yes", "floe-core")
    assert both.run("floe-lsp", "check", cwd=product).returncode == 0
    assert not (both.bin / "floe").exists()
    both.pip(*BACK, both.ours)
    done = both.run("floe", "platform")
    assert done.returncode == 2
    assert "pip install floe-core" in done.stderr
