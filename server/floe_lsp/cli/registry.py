"""What the commands that ask registries share: their addresses, and how a failure ends."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from floe_lsp.files.atomic import write_atomically
from floe_lsp.files.paths import absolute
from floe_lsp.files.reading import read_bytes, read_whole
from floe_lsp.files.status import is_folder, is_there, reason_of
from floe_lsp.files.streams import STANDARD_OUTPUT, is_standard_output, is_stream, write_stream
from floe_lsp.registries.failures import RegistryError
from floe_lsp.registries.media_types import TITLE, VERSION, Kind
from floe_lsp.registries.reference import InvalidReference, Reference, parse_reference

from . import exit_codes
from .arguments import named_path
from .printing import complain, say


def add_address(parser: argparse.ArgumentParser, example: str, *, is_new: bool = False) -> None:
    """Add the address that a command is about.

    Args:
        parser: The parser of the command.
        example: An address, for its help.
        is_new: Whether something is put there, which has a tag of its own and its digest by itself.
    """
    parser.add_argument(
        "address", type=_with_tag if is_new else _address, metavar="ADDRESS",
        help=f"such as {example}",
    )  # fmt: skip


def add_output(parser: argparse.ArgumentParser, default: Path) -> None:
    """Add where a command writes what it has pulled."""
    parser.add_argument(
        "-o", "--output", type=_output, default=default, metavar="FILE",
        help="the file to write, - to print it (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--force", action="store_true", help="replace a file that holds something else"
    )


def asked(command: str, ask: Callable[[], int]) -> int:
    """Run what asks a registry; a failure is told in two lines, and ends with 2."""
    try:
        return ask()
    except RegistryError as error:
        complain(f"floe {command}: {error.message}", f"  help: {error.suggestion}")
        return exit_codes.USAGE


def given(
    command: str,
    options: argparse.Namespace,
    kind: Kind,
    file: Path,
    content: bytes,
    version: str | None,
) -> int:
    """Put a file under the address of the options, unless something else stands there."""
    from floe_lsp.registries.client import Client  # noqa: PLC0415 - what is refused needs none

    client, address = Client(), options.address
    notes = {TITLE: file.name, **({VERSION: version} if version else {})}
    prepared = client.prepared(kind, content, notes)
    there = client.digest_at(address)
    if there not in (None, prepared.digest) and not options.force:
        complain(
            f"floe {command}: {address} is there already and is something else, {there}",
            f"  help: choose another tag; --force lets this one stand for the new {kind.noun}",
        )
        return exit_codes.USAGE
    client.push(address, kind, file, prepared)
    say(f"{address}@{prepared.digest}")
    return 0


def written(command: str, content: bytes, options: argparse.Namespace) -> bool:
    """Write what was pulled where the options say; whether that was possible, and else why not."""
    file: Path = options.output
    problem = _write(file, content, force=options.force)
    if problem is not None:
        complain(f"floe {command}: {problem}")
    return problem is None


def is_printed(options: argparse.Namespace) -> bool:
    """Whether what is pulled goes to standard output, where nothing else may be printed."""
    return is_standard_output(options.output)


def content_of(command: str, file: Path, most: int) -> bytes | None:
    """Return what a file holds that is to be pushed, or say why it cannot be read."""
    try:
        return read_whole(absolute(file), most)
    except OSError as error:
        complain(f"floe {command}: {file} cannot be read: {reason_of(error)}")
        return None


def _write(file: Path, content: bytes, *, force: bool) -> str | None:
    try:
        if is_stream(file):
            write_stream(file, content)
            return None
        path = absolute(file)
        if is_folder(path):
            return f"{file} is a folder; name a file in it"
        # One byte more than is written tells a longer file.
        if is_there(path) and not force and read_bytes(path, len(content) + 1) != content:
            return f"{file} holds something else, so it is left alone; --force replaces it"
        write_atomically(path, content)
    except OSError as error:
        return f"{file} cannot be written: {reason_of(error)}"
    return None


def _address(given: str) -> Reference:
    try:
        return parse_reference(given)
    except InvalidReference as error:
        raise argparse.ArgumentTypeError(f"{error.message}; {error.suggestion}") from None


def _with_tag(given: str) -> Reference:
    reference = _address(given)
    if reference.digest is not None:
        raise argparse.ArgumentTypeError("a digest follows from the content; name a tag alone")
    if reference.tag is None:
        raise argparse.ArgumentTypeError(f"name a tag, such as {reference}:1.0.0")
    return reference


def _output(given: str) -> Path:
    return STANDARD_OUTPUT if given == "-" else named_path(given)
