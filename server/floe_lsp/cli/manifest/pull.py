"""``floe manifest pull``: a manifest of a registry as a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.printing import complain, say
from floe_lsp.cli.registry import add_address, add_output, asked, is_printed, written
from floe_lsp.files.names import MANIFEST_NAME
from floe_lsp.registries.cache import Copy
from floe_lsp.registries.failures import RegistryError
from floe_lsp.registries.manifests import FetchedManifests
from floe_lsp.registries.trust import Enforcement


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe manifest pull``."""
    add_address(parser, "oci://registry.example.com/acme/platform:1.0.0")
    add_output(parser, Path(MANIFEST_NAME))


def run(options: argparse.Namespace) -> int:
    """Fetch the manifest, keep a copy of it, and write the file."""
    return asked("manifest pull", lambda: _pull(options))


def _pull(options: argparse.Namespace) -> int:
    manifests = FetchedManifests()
    copy = manifests.get(options.address)
    _check_signature(manifests, copy)
    if not written("manifest pull", copy.content, options):
        return exit_codes.USAGE
    if not is_printed(options):
        say(f"{options.output} is {options.address.place}@{copy.digest}")
    return 0


def _check_signature(manifests: FetchedManifests, copy: Copy) -> None:
    """Do as the user says of signatures: refuse a manifest by raising, or warn of it."""
    enforcement = manifests.trust.enforcement()
    if enforcement is Enforcement.OFF:
        return
    try:
        manifests.check_signature(copy)
    except RegistryError as error:
        if enforcement is Enforcement.ENFORCE:
            raise
        complain(f"warning: {error.message}", f"  help: {error.suggestion}")
