"""Finds the products below a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from floe_lsp.files.names import ENVIRONMENT_FILE, SPEC_NAMES, is_of_tools, spelt_as_a_product
from floe_lsp.files.reading import names_in
from floe_lsp.files.status import is_file, is_folder, is_link, is_there
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import listed_paths

Unreadable = Callable[[Path, OSError], None]
"""Told of a folder that could not be searched, and why."""
Linked = Callable[[Path], None]
"""Told of a link to a folder, which is not followed."""

Misspelt = Callable[[Path], None]
"""Told of a file that is passed over, since its name is a product's in capital letters."""


def product_in(folder: Path) -> Path:
    """Return the product's file in ``folder``; the usual name when there is none."""
    found = (folder / name for name in SPEC_NAMES if is_file(folder / name))
    return next(found, folder / SPEC_NAMES[0])


def _pass_over(folder: Path, error: OSError) -> None:
    """Say nothing of a folder that could not be searched."""
    del folder, error


def _leave(path: Path) -> None:
    """Say nothing of a link that is not followed, or of a file that is passed over."""
    del path


def find_products(
    folder: Path,
    unreadable: Unreadable = _pass_over,
    linked: Linked = _leave,
    misspelt: Misspelt = _leave,
) -> Iterator[Path]:
    """Yield the floe.yaml files below ``folder``, in order of their paths.

    Hidden folders, those that tools fill and virtual environments are left out. Links to folders
    are not followed.

    Args:
        folder: Where to begin.
        unreadable: Told of each folder that may hold products and could not be searched.
        linked: Told of each link to a folder that may hold products.
        misspelt: Told of ``Floe.yaml`` and the like, where no product stands beside it.
    """
    pending = [(folder, os.path.realpath(folder))]
    while pending:
        parent, true = pending.pop()
        try:
            entries = names_in(parent, true)
        except FileNotFoundError as error:
            if parent == folder:
                unreadable(parent, error)
            continue  # It has gone since it was seen.
        except OSError as error:
            unreadable(parent, error)
            continue
        files = {entry.name for entry in entries if not _is_folder(entry)}
        if ENVIRONMENT_FILE in files:
            continue
        product = next((name for name in SPEC_NAMES if name in files), None)
        if product is not None:
            yield parent / product
        else:
            for name in filter(spelt_as_a_product, sorted(files)):
                misspelt(parent / name)
        below = [
            entry for entry in entries if entry.name not in files and not is_of_tools(entry.name)
        ]
        links = {entry.name for entry in below if entry.is_symlink()}
        for name in sorted(links):
            linked(parent / name)
        pending.extend(
            (parent / name, os.path.join(true, name))  # noqa: PTH118 - a thousand folders
            for name in sorted({entry.name for entry in below} - links, reverse=True)
        )


def not_followed(links: Sequence[str], advice: str) -> str:
    """Say which linked folders were not searched, and what to do about it."""
    folders = counted(len(links), "linked folder")
    return f"not searched: {folders}, {listed_paths(links)}; {advice}"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # A link into a folder that may not be looked at.


def is_found(file: Path, folder: Path) -> bool:
    """Return whether ``find_products`` yields a file, if it is there, beginning at ``folder``."""
    return file.name in SPEC_NAMES and is_searched(file, folder) and not _is_passed_over(file)


def passed_over_for(product: Path) -> list[Path]:
    """Return the files beside a product that are not looked at while it is there."""
    names = SPEC_NAMES[SPEC_NAMES.index(product.name) + 1 :] if product.name in SPEC_NAMES else ()
    return [product.with_name(name) for name in names]


def _is_passed_over(product: Path) -> bool:
    before = (product.with_name(name) for name in SPEC_NAMES[: SPEC_NAMES.index(product.name)])
    return any(is_there(each) and not is_folder(each) for each in before)


def is_searched(file: Path, folder: Path) -> bool:
    """Return whether ``find_products`` looks where a file stands, beginning at ``folder``."""
    if not file.is_relative_to(folder):
        return False
    for above in file.parents:
        if is_file(above / ENVIRONMENT_FILE):
            return False
        if above == folder:
            return True
        if is_of_tools(above.name) or is_link(above):
            return False
    return True
