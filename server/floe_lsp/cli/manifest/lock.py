"""``floe manifest lock``: which manifests of registries a product is made for, by digest."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.options import is_wrong_environment
from floe_lsp.cli.printing import complain, say
from floe_lsp.compilation import Sources
from floe_lsp.compilation.load.loader import unreadable
from floe_lsp.compilation.load.manifest_lock import lock_beside, lock_text
from floe_lsp.compilation.load.manifests import find_chain
from floe_lsp.compilation.load.workspace import product_in
from floe_lsp.files.atomic import write_atomically
from floe_lsp.files.names import LOCK_NAME
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_folder, reason_of
from floe_lsp.registries.failures import RegistryError
from floe_lsp.registries.manifests import FetchedManifests
from floe_lsp.reporting import write

_COMMAND = "manifest lock"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe manifest lock``."""
    parser.add_argument(
        "path", nargs="?", type=named_path, default=Path(), metavar="PATH",
        help="the product, or its folder (default: this folder)",
    )  # fmt: skip
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
    chain = find_chain(product, None, sources, is_locked=False)
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
    before = lock_beside(spec, sources)
    if before is None and not digests:
        complain("no manifest of a registry is named without a digest, so there is nothing to lock")
        return 0
    known: Mapping[str, str] = (before and before.digests) or {}
    if not is_update and before is not None and before.digests is None:
        complain(f"floe {_COMMAND}: {LOCK_NAME} is no lock file; --update writes a new one")
        return exit_codes.USAGE
    moved = [each for each, digest in digests.items() if known.get(each, digest) != digest]
    if moved and not is_update:
        complain(
            *(f"{each} is {digests[each]} now, and {known[each]} is locked" for each in moved),
            f"floe {_COMMAND}: nothing was written; --update locks what is there now",
        )
        return exit_codes.USAGE
    try:
        write_atomically(spec.with_name(LOCK_NAME), lock_text(digests).encode())
    except OSError as error:
        complain(f"floe {_COMMAND}: {LOCK_NAME} cannot be written: {reason_of(error)}")
        return exit_codes.USAGE
    say(*(f"{address} {digest}" for address, digest in sorted(digests.items())))
    return 0
