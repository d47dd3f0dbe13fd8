"""Options that more than one command takes."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation import Sources
from floe_lsp.compilation.caller import PRINCIPAL, TOKEN, Caller, principal_problem
from floe_lsp.compilation.clock import wrong_epoch
from floe_lsp.compilation.guarding import Fence
from floe_lsp.compilation.pages import wrong_base_url
from floe_lsp.files.reading import read_whole
from floe_lsp.files.status import reason_of
from floe_lsp.registries.reference import InvalidReference, is_reference, parse_reference

from .arguments import named_path
from .printing import complain

if TYPE_CHECKING:
    from floe_lsp.compilation.load.manifests import ManifestOption
    from floe_lsp.registries.manifests import CachedManifests


def add_manifest(parser: argparse.ArgumentParser) -> None:
    """Add ``--manifest``, and what says whether registries are asked for one."""
    add_named_manifest(parser)
    parser.add_argument(
        "--offline", action="store_true",
        help="ask no registry: use the copies of manifests here, and say how old they are",
    )  # fmt: skip


def add_named_manifest(parser: argparse.ArgumentParser) -> None:
    """Add ``--manifest`` alone, to a command that asks registries in any case."""
    parser.add_argument(
        "-m", "--manifest", type=manifest_option, metavar="FILE",
        help=(
            "platform manifest, a file or an oci:// address; found by platform.manifest or in a "
            "folder above otherwise"
        ),
    )  # fmt: skip


def sources_of(options: argparse.Namespace) -> Sources:
    """Return where the files of a command are read, and the manifests of registries."""
    return Sources(manifests=manifests_of(options))


def manifests_of(options: argparse.Namespace) -> Callable[[], CachedManifests]:
    """Return what makes, when the first is asked for, where manifests of registries come from."""
    is_offline: bool = options.offline

    def manifests() -> CachedManifests:
        from floe_lsp.registries.manifests import (  # noqa: PLC0415 - most name no registry
            CachedManifests,
            FetchedManifests,
        )

        return CachedManifests() if is_offline else FetchedManifests()

    return manifests


def copies_used(options: argparse.Namespace, sources: Sources) -> list[str]:
    """Say of each copy that stands for a registry how old it is."""
    if not options.offline:
        return []
    from floe_lsp.registries.manifests import ago  # noqa: PLC0415 - as above

    return [
        f"{copy.reference}: the copy of {ago(copy)}, {copy.digest}"
        for copy in sources.manifests.used()
    ]


def manifest_option(given: str) -> ManifestOption:
    """Return the manifest that an option names: a file, or something in a registry."""
    if not is_reference(given):
        return named_path(given)
    try:
        return parse_reference(given)
    except InvalidReference as error:
        raise argparse.ArgumentTypeError(f"{error.message}; {error.suggestion}") from None


def add_caller(parser: argparse.ArgumentParser) -> None:
    """Add what says who asks. A token has no option: other people can read a command line."""
    parser.add_argument(
        "--principal", type=_principal, metavar="NAME",
        help=f"who asks, where the platform wants to know (default: ${PRINCIPAL})",
    )  # fmt: skip
    parser.add_argument(
        "--token-file", type=_token_in, metavar="FILE",
        help=f"file with the token of who asks (default: the token in ${TOKEN})",
    )  # fmt: skip


def caller(options: argparse.Namespace) -> Caller:
    """Return who asks: what the options say, and the environment where they say nothing."""
    given = Caller.of_environment()
    return Caller(options.principal or given.principal, options.token_file or given.token)


def _principal(given: str) -> str:
    problem = principal_problem(given)
    if problem is not None:
        raise argparse.ArgumentTypeError(f"this is no principal: {problem}")
    return given


def _token_in(given: str) -> str:
    path = named_path(given)
    try:
        token = read_whole(path, _LONGEST_TOKEN).decode("utf-8").strip()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{given} cannot be read: {reason_of(error)}") from None
    except UnicodeDecodeError:
        raise argparse.ArgumentTypeError(f"{given} is not a text") from None
    if not token:
        raise argparse.ArgumentTypeError(f"{given} is empty")
    return token


_LONGEST_TOKEN = 64_000
"""Bytes; a token with a hundred roles has a tenth of them."""


def add_verbosity(parser: argparse.ArgumentParser) -> None:
    """Add ``--verbose`` and ``--quiet``."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "-v", "--verbose", action="store_true", help="log the stages with their timings on stderr"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print problems and nothing else")


def fence(options: argparse.Namespace) -> Fence:
    """Return what keeps a failure of ours with one file from all others.

    Its trace is for those who fix it: with ``--verbose``, or where ``FLOE_TRACEBACK`` is set.
    """
    if not (options.verbose or os.environ.get("FLOE_TRACEBACK")):
        return Fence()
    return Fence(lambda _, error: traceback.print_exception(error, file=sys.stderr))


def is_wrong_environment(command: str) -> bool:
    """Say on standard error what is wrong with what the shell gave, so that nothing can be done.

    That is a variable that changes what a compilation does, or a current folder that is gone.
    """
    if (ignored := wrong_base_url()) is not None:
        complain(f"floe {command}: {ignored}")
    wrong = wrong_epoch() or _wrong_principal() or _wrong_folder()
    if wrong is not None:
        complain(f"floe {command}: {wrong}")
    return wrong is not None


def _wrong_principal() -> str | None:
    given = os.environ.get(PRINCIPAL)
    problem = principal_problem(given) if given else None
    return None if problem is None else f"{PRINCIPAL} is no principal: {problem}"


def _wrong_folder() -> str | None:
    try:
        _ = Path.cwd()
    except OSError as error:
        return f"the current folder cannot be used: {reason_of(error)}; change to another one"
    return None
