"""Where rendered resources go: a folder, one file, or standard output; all of them or none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from floe_lsp.compilation import Sources
from floe_lsp.compilation.generate.ownership import is_ours_at, is_written_by_others
from floe_lsp.compilation.generate.project_files import files_of_the_project
from floe_lsp.files.atomic import write_together
from floe_lsp.files.paths import absolute
from floe_lsp.files.reading import read_bytes
from floe_lsp.files.status import is_folder, is_there, reason_of
from floe_lsp.files.streams import STANDARD_OUTPUT, is_stream, write_stream
from floe_lsp.files.targets import blocking_parent, end_of_link, link_out_of, refuse_target
from floe_lsp.kubernetes.options import Resource
from floe_lsp.kubernetes.text import (
    RESOURCE_FILES,
    files_of_a_folder,
    is_ours,
    one_file,
    product_of,
)

_SUFFIXES = (".yaml", ".yml")
_MOST = 16_000_000
"""Bytes that are read of a file to tell whose it is; a rendered one is smaller."""


class NotWritable(Exception):
    """Why nothing was written, and what to do."""


def write_resources(
    resources: Sequence[Resource],
    output: Path | None,
    *,
    product: Path,
    inputs: Collection[Path],
    sources: Sources,
    force: bool,
) -> tuple[list[Path], list[Path]]:
    """Write resources, and return which files were written and which of an earlier run removed.

    Args:
        resources: What to write.
        output: A file (``.yaml``), a folder, or ``None`` for standard output.
        product: The folder of the product, out of which no link in it leads.
        inputs: What the product is made of, which is never written over.
        sources: Where its dbt project is read, whose files are not either.
        force: Whether files are replaced that floe did not render.

    Raises:
        NotWritable: Nothing was written.
    """
    if output is None or is_stream(output):
        try:
            write_stream(output or STANDARD_OUTPUT, one_file(resources).encode())
        except OSError as error:
            raise NotWritable(f"the output cannot be written: {reason_of(error)}") from error
        return [], []
    path = absolute(output)
    if path.suffix.lower() in _SUFFIXES and not is_folder(path):
        texts, gone = {path: one_file(resources)}, []
    else:
        texts = {path / name: text for name, text in files_of_a_folder(resources).items()}
        rest = (path / name for name in RESOURCE_FILES)
        gone = [each for each in rest if each not in texts and is_ours_at(each, is_ours)]
    of_dbt = files_of_the_project(((file, is_ours) for file in texts), product, sources)
    for problem in _obstacles(texts, product, (*inputs, *of_dbt), force=force):
        raise NotWritable(problem)
    for problem in () if force else _of_another_product(resources, (*texts, *gone)):
        raise NotWritable(problem)
    try:
        write_together({file: text.encode() for file, text in texts.items()}, gone)
    except OSError as error:
        raise NotWritable(f"{error.filename} cannot be written: {reason_of(error)}") from error
    return list(texts), gone


def _obstacles(
    files: Iterable[Path], product: Path, inputs: Collection[Path], *, force: bool
) -> Iterator[str]:
    """Yield what stands in the way of files, before any of them is written."""
    for file in files:
        blocking, link = blocking_parent(file), link_out_of(product, file)
        if blocking is not None:
            yield f"{blocking} is not a folder; choose another one with --output"
        elif link is not None:
            yield f"{link} is a link that leads out of the product, to '{end_of_link(link)}'"
        elif _is_among(inputs, file):
            yield f"{file} is what the product is made of; choose another place with --output"
        else:
            yield from _in_place(file, force=force)


def _of_another_product(resources: Sequence[Resource], files: Iterable[Path]) -> Iterator[str]:
    """Yield which files were rendered of another product: nobody means to replace that one."""
    (product,) = {product_of(each.text.encode()) for each in resources}
    for file in files:
        if not is_ours_at(file, is_ours):
            continue
        other = product_of(read_bytes(file, _MOST))
        if other not in {None, product}:
            yield (
                f"{file} was rendered of another product, {other}, and is left alone; choose "
                "another place with --output, or replace it with --force"
            )


def _in_place(file: Path, *, force: bool) -> Iterator[str]:
    try:
        _ = refuse_target(file)
        if not force and is_written_by_others(file, is_ours):
            yield (
                f"{file} is a file that floe deploy render did not write, and it is left alone; "
                "move it away, choose another place with --output, or replace it with --force"
            )
    except OSError as error:
        yield f"{file} cannot be written: {reason_of(error)}"


def _is_among(inputs: Collection[Path], file: Path) -> bool:
    """Whether a file is one of the inputs, whatever its path is."""
    if file in inputs:
        return True
    return is_there(file) and any(is_there(each) and each.samefile(file) for each in inputs)
