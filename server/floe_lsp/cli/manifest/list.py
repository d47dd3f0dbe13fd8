"""``floe manifest list``: the tags of a path in a registry."""

from __future__ import annotations

import argparse

from floe_lsp.cli.printing import complain, say
from floe_lsp.cli.registry import add_address, asked
from floe_lsp.registries.reference import Reference


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe manifest list``."""
    add_address(parser, "oci://registry.example.com/acme/platform")


def run(options: argparse.Namespace) -> int:
    """Print a tag a line."""
    return asked("manifest list", lambda: _list(options.address))


def _list(reference: Reference) -> int:
    from floe_lsp.registries.client import Client  # noqa: PLC0415 - a wrong address needs none

    tags = Client().tags(reference)
    if not tags:
        complain(f"there are no tags at {reference.place}")
    say(*tags)
    return 0
