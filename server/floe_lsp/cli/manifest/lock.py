"""``floe manifest lock``: which manifests of registries a product is made for, by digest."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.options import add_named_manifest, is_wrong_environment
from floe_lsp.cli.printing import complain, say
from floe_lsp.compilation import Sources
from floe_lsp.compilation.load.loader import unreadable
from floe_lsp.compilation.load.manifest_lock import ManifestLock, lock_beside, lock_text
from floe_lsp.compilation.load.manifests import find_chain
from floe_lsp.compilation.load.workspace import product_in
from floe_lsp.files.atomic import write_atomically
from floe_lsp.files.names import LOCK_NAME
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_folder, reason_of
from floe_lsp.registries.failures import RegistryError
from floe_lsp.registries.manifests import FetchedManifests
from floe_lsp.reporting import write
from floe_lsp.wording.counting import counted

_COMMAND = "manifest lock"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe manifest lock``."""
    parser.add_argument(
        "path", nargs="?", type=named_path, default=Path(), metavar="PATH",
        help="the product, or its folder (default: this folder)",
    )  # fmt: skip
    add_named_manifest(parser)
    parser.add_argument(
        "--update", action="store_true", help="lock what the addresses stand for now"
    )


def run(options: argparse.Namespace) -> int:
    """Ask the registries and write the lock file, unless a manifest differs from what is locked."""
    if is_wrong_environment(_COMMAND):
        return exit_codes.USAGE
    path = absolute(options.path)
    spec = product_in(path) if is_folder(path) else path
    fetched = FetchedManifests()
    sources = Sources(manifests=lambda: fetched)
    try:
        product = sources.document(spec)
    except OSError as error:
        write([unreadable(spec, error, sources)], "text", sys.stderr, base=Path.cwd())
        return exit_codes.USAGE
    named = absolute(options.manifest) if isinstance(options.manifest, Path) else options.manifest
    chain = find_chain(product, named, sources, is_locked=False)
    if any(each.is_error for each in chain.diagnostics):
        write(chain.diagnostics, "text", sys.stderr, base=Path.cwd())
        return exit_codes.of(chain.diagnostics)
    digests = {
        str(reference): answer.digest
        for reference, answer in fetched.answers()
        if not isinstance(answer, RegistryError) and not reference.is_pinned
    }
    return _locked(spec, digests, sources, is_update=options.update)


def _locked(spec: Path, digests: dict[str, str], sources: Sources, *, is_update: bool) -> int:
    """Write the lock file, and say what that changes."""
    before = lock_beside(spec, sources)
    if before is None and not digests:
        complain("no manifest of a registry is named without a digest, so there is nothing to lock")
        return 0
    known: Mapping[str, str] = (before and before.digests) or {}
    refusal = None if is_update else _refusal(before, known, digests)
    if refusal is not None:
        complain(*refusal)
        return exit_codes.USAGE
    try:
        write_atomically(spec.with_name(LOCK_NAME), lock_text(digests).encode())
    except OSError as error:
        complain(f"floe {_COMMAND}: {LOCK_NAME} cannot be written: {reason_of(error)}")
        return exit_codes.USAGE
    say(*(f"{address} {digest}" for address, digest in sorted(digests.items())))
    complain(*_changes(known, digests))
    return 0


def _refusal(
    before: ManifestLock | None, known: Mapping[str, str], digests: Mapping[str, str]
) -> list[str] | None:
    """Return why the lock file stays as it is, ``None`` where it may be written."""
    if before is not None and before.digests is None:
        return [f"floe {_COMMAND}: {LOCK_NAME} is no lock file; --update writes a new one"]
    if known and not digests:
        locked = counted(len(known), "manifest")
        message = "no manifest of a registry is named without a digest"
        return [
            f"floe {_COMMAND}: {message}, and {LOCK_NAME} locks {locked}: nothing was written",
            "  help: name with -m the manifest that it is compiled with; --update locks none",
        ]
    moved = [each for each, digest in digests.items() if known.get(each, digest) != digest]
    if not moved:
        return None
    return [
        *(f"{each} is {digests[each]} now, and {known[each]} is locked" for each in moved),
        f"floe {_COMMAND}: nothing was written; --update locks what is there now",
    ]


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return a line for each address of which something else is locked than before."""
    lines = [
        f"{each}: no longer locked, for nothing names it" if each not in now
        else f"{each}: locked from now on" if each not in before
        else f"{each}: {before[each]} was locked before"
        for each in sorted({*before, *now})
        if before.get(each) != now.get(each)
    ]  # fmt: skip
    return lines or [f"{LOCK_NAME} is as it was"]
