"""``floe artifact pull``: a compiled artifact of a registry as a file."""

from __future__ import annotations

import argparse

from floe_lsp.cli import exit_codes
from floe_lsp.cli.printing import complain, say
from floe_lsp.cli.registry import add_address, add_output, asked, is_printed, written
from floe_lsp.compilation.generate.output import DEFAULT_OUTPUT
from floe_lsp.compilation.generate.ownership import is_artifact
from floe_lsp.registries.media_types import COMPILED_ARTIFACTS

_COMMAND = "artifact pull"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe artifact pull``."""
    add_address(parser, "oci://registry.example.com/acme/orders:1.0.0")
    add_output(parser, DEFAULT_OUTPUT)


def run(options: argparse.Namespace) -> int:
    """Fetch the artifact and write the file."""
    return asked(_COMMAND, lambda: _pull(options))


def _pull(options: argparse.Namespace) -> int:
    from floe_lsp.registries.client import Client  # noqa: PLC0415 - a wrong address needs none

    pulled = Client().pull(options.address, COMPILED_ARTIFACTS, lambda _: None)
    if not is_artifact(pulled.content):
        complain(f"floe {_COMMAND}: what is at {options.address} is no artifact of floe compile")
        return exit_codes.USAGE
    if not written(_COMMAND, pulled.content, options):
        return exit_codes.USAGE
    if not is_printed(options):
        say(f"{options.output} is {options.address.place}@{pulled.digest}")
    return 0
