"""Emacs with eglot without a screen, set up as docs/editors.md says."""

from __future__ import annotations

import shutil
from pathlib import Path

from editor_setups import Check, set_up

CHECK = Path(__file__).with_name("check.el")


def test_emacs_with_eglot(check: Check, tmp_path: Path) -> None:
    program = shutil.which("emacs")
    assert program, "`make env-editors` installs it"
    init = tmp_path / "init.el"
    # A person's Emacs has found its packages before it reads the rest of init.el.
    set_up_packages = "(package-initialize)\n"
    init.write_text(set_up_packages + set_up("Emacs with eglot", "elisp"), encoding="utf-8")
    check((program, "--batch", "-l", str(init), "-l", str(CHECK)))
