"""A package whose libraries do not work is not let through, whatever files it lacks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.requirement("FR-005")

CHECK = Path(__file__).parents[2] / "scripts" / "check_vsix.py"
LIBRARIES = "extension/server/libs/common/"
OTHERS = re.compile(rf"/libs/(?!common|cp{sys.version_info[0]}{sys.version_info[1]}/)")
"""Other versions of Python, whose libraries are not used."""

TAKEN = {
    "cron_descriptor/locale/en_US.mo": "cron-descriptor: FileNotFoundError",
    "tzdata/zoneinfo/Europe/Berlin": "tzdata: ZoneInfoNotFoundError",
    "lsprotocol/_hooks.py": "lsprotocol: ImportError",
}
"""Of each file the fault that is told when it is missing."""


def test_a_file_that_is_read_only_when_it_is_needed(tmp_path: Path) -> None:
    short = tmp_path / "short.vsix"
    taken = {f"{LIBRARIES}{name}" for name in TAKEN}
    with (
        zipfile.ZipFile(os.environ["FLOE_E2E_VSIX"]) as whole,
        zipfile.ZipFile(short, "w") as written,
    ):
        assert taken <= set(whole.namelist())
        for each in whole.infolist():
            if each.filename not in taken:
                written.writestr(each.filename, whole.read(each))
    done = subprocess.run(
        [sys.executable, CHECK, short], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert [fault for fault in TAKEN.values() if fault not in done.stdout] == [], done.stdout
