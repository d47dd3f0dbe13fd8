"""``floe manifest pull``: a manifest of a registry as a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.printing import say
from floe_lsp.cli.registry import add_address, add_output, asked, is_printed, written
from floe_lsp.files.names import MANIFEST_NAME
from floe_lsp.registries.manifests import FetchedManifests


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe manifest pull``."""
    add_address(parser, "oci://registry.example.com/acme/platform:1.0.0")
    add_output(parser, Path(MANIFEST_NAME))


def run(options: argparse.Namespace) -> int:
    """Fetch the manifest, keep a copy of it, and write the file."""
    return asked("manifest pull", lambda: _pull(options))


def _pull(options: argparse.Namespace) -> int:
    copy = FetchedManifests().get(options.address)
    if not written("manifest pull", copy.content, options):
        return exit_codes.USAGE
    if not is_printed(options):
        say(f"{options.output} is {options.address.place}@{copy.digest}")
    return 0
