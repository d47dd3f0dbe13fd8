"""``python -m floe_lsp`` imports nothing from the current folder, and takes nothing else away."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import floe_lsp

pytestmark = pytest.mark.requirement("security")

LIBRARY = "/usr/lib/python310.zip"
HERE = str(Path(floe_lsp.__file__).parents[1])


@pytest.mark.parametrize(
    ("flags", "first", "stays"),
    [
        ({"isolated": 0}, "/a/repository", False),
        ({"isolated": 0}, HERE, True),
        # Python 3.10 with ``-I``: no ``safe_path``, and the library itself comes first.
        ({"isolated": 1}, LIBRARY, True),
        ({"isolated": 0, "safe_path": True}, LIBRARY, True),
    ],
)
def test_the_first_place_of_imports(
    flags: dict[str, object], first: str, *, stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [each for each in dir(sys.flags) if each[0] != "_" and each != "safe_path"]
    known = {each: getattr(sys.flags, each) for each in names}
    monkeypatch.setattr(sys, "flags", SimpleNamespace(**(known | flags)))
    monkeypatch.setattr(sys, "path", [first, *sys.path])
    monkeypatch.setattr("floe_lsp.cli.main.main", lambda: 0)
    main = Path(floe_lsp.__file__).with_name("__main__.py")
    with pytest.raises(SystemExit):
        runpy.run_path(
            str(main), init_globals={"__package__": "floe_lsp"}, run_name="floe_lsp.__main__"
        )
    assert (sys.path[0] == first) is stays
