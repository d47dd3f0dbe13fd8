"""``floe manifest push``: a manifest into a registry, if it is one that others can use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.options import is_wrong_environment, sources_of
from floe_lsp.cli.printing import complain
from floe_lsp.cli.registry import add_address, asked, given
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.loader import unreadable
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.files.paths import absolute
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.registries.media_types import PLATFORM_MANIFEST
from floe_lsp.registries.reference import is_reference
from floe_lsp.reporting import write
from floe_lsp.wording.quoting import quote_name

_COMMAND = "manifest push"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe manifest push``."""
    parser.add_argument("file", type=named_path, metavar="FILE", help="the manifest")
    add_address(parser, "oci://registry.example.com/acme/platform:1.0.0", is_new=True)
    parser.add_argument(
        "--force", action="store_true", help="let a tag that is there stand for this manifest"
    )
    parser.set_defaults(offline=False)


def run(options: argparse.Namespace) -> int:
    """Check the manifest, push it, and say under which digest it is there."""
    if is_wrong_environment(_COMMAND):
        return exit_codes.USAGE
    return asked(_COMMAND, lambda: _push(options))


def _push(options: argparse.Namespace) -> int:
    path, sources = absolute(options.file), sources_of(options)
    try:
        document = sources.document(path)
    except OSError as error:
        write([unreadable(path, error, sources)], "text", sys.stderr, base=Path.cwd())
        return exit_codes.USAGE
    found = analyze_platform(path, sources=sources, registry=PluginRegistry(), today=now().date())
    if any(each.is_error for each in found.diagnostics) or found.platform is None:
        write(found.diagnostics, "text", sys.stderr, base=Path.cwd())
        return exit_codes.of(found.diagnostics)
    problem = _keeps_from_others(document)
    if problem is not None:
        complain(f"floe {_COMMAND}: {problem}")
        return exit_codes.USAGE
    version = found.platform.nearest.manifest.metadata.version
    return given(_COMMAND, options, PLATFORM_MANIFEST, path, document.content, version)


def _keeps_from_others(document: Document) -> str | None:
    """Return why others could not use a manifest, or should not see it."""
    spans = document.secrecy.spans
    if spans:
        line = document.text.position(spans[0].start).line + 1
        return (
            f"there may be a secret in line {line} of {document.path.name}, and everybody would "
            "see it who may read the registry; remove it, and revoke it if it is one"
        )
    parent = document.node("parent_manifest")
    if parent is not None and isinstance(parent.value, str) and not is_reference(parent.value):
        return (
            f"the parent {quote_name(parent.value)} is a file, which nobody has who pulls this "
            "manifest; push it first, and name its oci:// address in parent_manifest"
        )
    return None
