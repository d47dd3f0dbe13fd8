"""What stands in the way of writing an artifact and its profile, found before anything is written.

No link of the product leads an output out of it: a repository that holds ``target`` as a link
would choose what is written elsewhere on the machine of whoever compiles it. A path that a person
gives may be anywhere else, but a link in the place of a file is not followed, a file that floe did
not write is not replaced unless they say so, and what the product is made of never is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.files.opening import RefusedFile
from floe_lsp.files.status import is_there, reason_of, status_of
from floe_lsp.files.streams import is_open, is_stream
from floe_lsp.files.targets import blocking_parent, end_of_link, link_out_of, refuse_target
from floe_lsp.wording.quoting import quote_name

from .output import DEFAULT_OUTPUT, PROFILES_FILE, OutputOptions
from .ownership import (
    is_artifact,
    is_contract,
    is_orchestration,
    is_profile,
    is_written_by_others,
)

_ELSEWHERE = "choose a file in another folder with --output"


def obstacles(
    options: OutputOptions, inputs: Iterable[Path] = (), contracts: Iterable[Path] = ()
) -> list[Diagnostic]:
    """Return what stands in the way of an output.

    Args:
        options: The output.
        inputs: What the product is made of, which is never written over.
        contracts: Where the data contracts of output ports go.
    """
    path, contracts = options.path, tuple(contracts)
    taken = list(_taken_names(options, inputs, contracts))
    if is_stream(path):
        return taken if is_open(path) else [*taken, _closed(path)]
    in_folder = [each for file in (path, *contracts[:1]) for each in _around(file, options)]
    if in_folder:
        return [*taken, *in_folder]
    profile = _in_place(options.profiles_path, options, is_profile)
    ports = (each for file in contracts for each in _in_place(file, options, is_contract))
    beside = options.orchestration_path
    parts = () if beside is None else _in_place(beside, options, is_orchestration)
    artifact = () if taken else _in_place(path, options, is_artifact)
    return [*taken, *profile, *ports, *parts, *artifact]


def _taken_names(
    options: OutputOptions, inputs: Iterable[Path], contracts: Iterable[Path]
) -> Iterator[Diagnostic]:
    """Report what would take the place of what it is made of, or an artifact that of its profile.

    Many file systems do not tell ``PROFILES.YML`` from ``profiles.yml``.
    """
    path, profile = options.path, options.profiles_path
    if path.name.casefold() == PROFILES_FILE:
        name = quote_name(path.name)
        message = f"{name} is the name of the dbt profile, which goes beside the artifact"
        yield _problem(path, message, f"give the artifact another name, as {DEFAULT_OUTPUT.name}")
    beside = options.orchestration_path
    if beside is not None and path.name.casefold() == beside.name:
        name = quote_name(path.name)
        message = f"{name} is the name of what the layout of floe-core has no place for"
        yield _problem(path, message, f"give the artifact another name, as {DEFAULT_OUTPUT.name}")
    inputs = tuple(inputs)
    written = [("artifact", path)]
    if not is_stream(path):
        of_ports = [("data contract", each) for each in contracts]
        written += [("dbt profile", profile), *of_ports]
        if beside is not None:
            written.append((beside.name, beside))
    for what, target in written:
        if _is_among(inputs, target):
            name = quote_name(target.name)
            message = f"the {what} would take the place of {name}, which the product needs"
            yield _problem(target, message, _ELSEWHERE)


def _is_among(files: Iterable[Path], target: Path) -> bool:
    """Whether a target is one of some files, whatever its path is."""
    try:
        there = status_of(target)
    except OSError:
        return target in files  # One that an editor has not saved yet.
    return any(file == target or _is_same(file, there) for file in files)


def _is_same(file: Path, there: os.stat_result) -> bool:
    try:
        return os.path.samestat(status_of(file), there)
    except OSError:
        return False


def _around(path: Path, options: OutputOptions) -> Iterator[Diagnostic]:
    """Report a folder that is none, or not the one that its name says."""
    if (blocking := blocking_parent(path)) is not None:
        name = quote_name(blocking.name)
        first = options.profiles_path if path == options.path else path
        message = f"{name} is not a folder, so '{first.name}' cannot be written into it"
        yield _problem(first, message, "choose another folder with --output")
    elif options.within is not None:
        link = link_out_of(options.within, path)
        if link is not None:
            name, end = quote_name(link.name), end_of_link(link)
            message = f"{name} is a link that leads out of the product, to '{end}'"
            yield _problem(path, message, f"make it a folder, or {_ELSEWHERE}")


def _in_place(
    path: Path, options: OutputOptions, is_ours: Callable[[bytes], bool]
) -> Iterator[Diagnostic]:
    """Report what stands at the place of a file and is not to be replaced."""
    name = quote_name(path.name)
    try:
        mode = refuse_target(path)
        is_in_the_way = (
            mode is not None and not options.force and is_written_by_others(path, is_ours)
        )
    except RefusedFile as error:
        message = f"{name} cannot be written: {reason_of(error)}"
        is_link = is_there(path) and path.is_symlink()
        suggestion = "choose another file with --output"
        if is_link:
            suggestion = "remove the link, or name the file itself with --output"
        yield _problem(path, message, suggestion)
    except OSError as error:
        message = f"{name} cannot be read, so it may be another program's: {reason_of(error)}"
        yield _problem(path, message, f"give your user permission to read it, or {_ELSEWHERE}")
    else:
        if is_in_the_way:
            whose = "that floe compile did not write, and it is left alone"
            yield about_file(
                "E502",
                path,
                f"there is already a file {name} {whose}",
                f"move it away, {_ELSEWHERE}, or replace it with --force",
            )


def _closed(path: Path) -> Diagnostic:
    return _problem(path, f"{quote_name(str(path))} is not open", "choose a file with --output")


def _problem(path: Path, message: str, suggestion: str) -> Diagnostic:
    return about_file("E501", path, message, suggestion)
