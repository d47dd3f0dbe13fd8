"""What stands in the way of writing an artifact and its profile, found before anything is written.

The default output never leaves the product: a repository that holds ``target`` as a link would
choose what is written elsewhere on the machine of whoever compiles it. A path that a person gives
may be anywhere, but a link in the place of a file is not followed, and a file that floe did not
write is not replaced unless they say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.files.reading import RefusedFile
from floe_lsp.files.status import is_there, reason_of
from floe_lsp.files.streams import is_open, is_stream
from floe_lsp.files.targets import blocking_parent, end_of_link, link_out_of, refuse_target
from floe_lsp.wording.quoting import quote_name

from .output import DEFAULT_OUTPUT, PROFILES_FILE, OutputOptions
from .ownership import is_artifact, is_foreign, is_profile

_ELSEWHERE = "choose a file in another folder with --output"


def obstacles(options: OutputOptions, inputs: Iterable[Path] = ()) -> list[Diagnostic]:
    """Return what stands in the way of an output.

    Args:
        options: The output.
        inputs: The files that it is made from, which are never written over.
    """
    path = options.path
    taken = list(_taken_names(path, inputs))
    if is_stream(path):
        return taken if is_open(path) else [*taken, _closed(path)]
    in_folder = list(_around(options))
    if in_folder:
        return [*taken, *in_folder]
    profile = _in_place(options.profiles_path, options)
    artifact = () if taken else _in_place(path, options)
    return [*taken, *profile, *artifact]


def _taken_names(path: Path, inputs: Iterable[Path]) -> Iterator[Diagnostic]:
    """Report an artifact that would take the place of what it is made of, or of its profile."""
    if path.name == PROFILES_FILE:
        message = (
            f"'{PROFILES_FILE}' is the name of the dbt profile, which goes beside the artifact"
        )
        yield _problem(path, message, f"give the artifact another name, as {DEFAULT_OUTPUT.name}")
    for read in inputs:
        if read == path or _is_same(read, path):
            message = f"the artifact would take the place of '{path.name}', which it is made from"
            yield _problem(path, message, "choose another file with --output")


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _around(options: OutputOptions) -> Iterator[Diagnostic]:
    """Report a folder that is none, or not the one that its name says."""
    path = options.path
    if (blocking := blocking_parent(path)) is not None:
        name = quote_name(blocking.name)
        profile = options.profiles_path
        message = f"{name} is not a folder, so '{profile.name}' cannot be written into it"
        yield _problem(profile, message, "choose another folder with --output")
    elif options.within is not None:
        link = link_out_of(options.within, path)
        if link is not None:
            end = end_of_link(link)
            yield _problem(
                path,
                f"{quote_name(link.name)} is a link that leads out of the product, to '{end}'",
                f"make it a folder, or name the place yourself: --output {Path(end, path.name)}",
            )


def _in_place(path: Path, options: OutputOptions) -> Iterator[Diagnostic]:
    """Report what stands at the place of a file and is not to be replaced."""
    name = quote_name(path.name)
    try:
        mode = refuse_target(path)
        is_ours = is_profile if path == options.profiles_path else is_artifact
        foreign = mode is not None and not options.force and is_foreign(path, is_ours)
    except RefusedFile as error:
        message = f"{name} cannot be written: {reason_of(error)}"
        is_link = is_there(path) and path.is_symlink()
        suggestion = "choose another file with --output"
        if is_link:
            suggestion = "remove the link, or name the file itself with --output"
        yield _problem(path, message, suggestion)
    except OSError as error:
        message = f"{name} cannot be read, so it may be another program's: {reason_of(error)}"
        yield _problem(path, message, f"give your user the right to read it, or {_ELSEWHERE}")
    else:
        if foreign:
            yield about_file(
                "E502",
                path,
                f"there is a {name} that floe compile did not write, and it is left alone",
                f"move it away, {_ELSEWHERE}, or replace it with --force",
            )


def _closed(path: Path) -> Diagnostic:
    return _problem(path, f"{quote_name(str(path))} is not open", "choose a file with --output")


def _problem(path: Path, message: str, suggestion: str) -> Diagnostic:
    return about_file("E501", path, message, suggestion)
