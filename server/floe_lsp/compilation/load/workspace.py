"""Finds the products below a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from floe_lsp.files.names import ENVIRONMENT_FILE, is_of_tools

SPEC_NAMES = ("floe.yaml", "floe.yml")
"""What the file of a product is called."""


def product_in(folder: Path) -> Path:
    """Return the product's file in ``folder``; the usual name when there is none."""
    found = (folder / name for name in SPEC_NAMES if (folder / name).is_file())
    return next(found, folder / SPEC_NAMES[0])


def find_products(folder: Path) -> Iterator[Path]:
    """Yield the floe.yaml files below ``folder``, in order of their paths.

    Hidden folders, those that tools fill and virtual environments are left out. Links to folders
    are not followed.
    """
    for parent, folders, files in os.walk(folder):
        if ENVIRONMENT_FILE in files:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not is_of_tools(name))
        for name in SPEC_NAMES:
            if name in files:
                yield Path(parent, name)
                break


def is_searched(file: Path, folder: Path) -> bool:
    """Return whether ``find_products`` looks where a file stands, beginning at ``folder``."""
    if not file.is_relative_to(folder):
        return False
    for above in file.parents:
        if (above / ENVIRONMENT_FILE).is_file():
            return False
        if above == folder:
            return True
        if is_of_tools(above.name):
            return False
    return True
