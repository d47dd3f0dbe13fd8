"""The server out of the package, and every interpreter that it has to run on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


def interpreters() -> dict[str, str]:
    """Return every CPython on this machine that the extension packs libraries for, by version."""
    names = [sys.executable, *(shutil.which(f"python3.{minor}") or "" for minor in range(10, 15))]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    names += [str(path) for path in sorted(pyenv.glob("3.*/bin/python"))]
    question = (
        "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2],"
        " sys._base_executable)"
    )
    found: dict[str, str] = {}
    for name in filter(None, names):
        answer = subprocess.run(
            [name, "-I", "-c", question], capture_output=True, text=True, check=False
        )
        words = answer.stdout.split(maxsplit=2)
        if len(words) == 3 and words[0] == "cpython" and (3, 10) <= _numbers(words[1]) <= (3, 14):
            found.setdefault(words[1], words[2].strip())
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


INTERPRETERS = interpreters()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder ``server`` of the package that FLOE_E2E_VSIX names, unpacked."""
    folder = tmp_path_factory.mktemp("a folder with 'quotes' and ü")
    with zipfile.ZipFile(os.environ["FLOE_E2E_VSIX"]) as archive:
        archive.extractall(
            folder, [name for name in archive.namelist() if name.startswith("extension/server/")]
        )
    return folder / "extension" / "server"


@pytest.fixture(scope="session", params=sorted(INTERPRETERS, key=_numbers))
def bare_python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter of a new environment without pip or any package."""
    base, folder = INTERPRETERS[request.param], tmp_path_factory.mktemp("bare")
    subprocess.run([base, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    missing = subprocess.run(
        [python, "-I", "-c", "import pydantic"], capture_output=True, check=False
    )
    assert missing.returncode == 1, "the environment is not bare"
    return python
