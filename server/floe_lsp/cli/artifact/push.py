"""``floe artifact push``: a compiled artifact into a registry."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import cast

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.printing import complain
from floe_lsp.cli.registry import add_address, asked, content_of, given
from floe_lsp.compilation.generate.output import DEFAULT_OUTPUT
from floe_lsp.compilation.generate.ownership import is_artifact
from floe_lsp.files.names import ORCHESTRATION_FILE
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_there
from floe_lsp.registries.media_types import COMPILED_ARTIFACTS
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.reading import ArtifactError, contract_of, parse_json, read_data
from floe_lsp.schemas.artifact.secret_guard import guard_problems
from floe_lsp.schemas.types.raw import field, text
from floe_lsp.schemas.versions import ARTIFACT_VERSION

_COMMAND = "artifact push"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe artifact push``."""
    add_address(parser, "oci://registry.example.com/acme/orders:1.0.0", is_new=True)
    parser.add_argument(
        "-f", "--file", type=named_path, default=DEFAULT_OUTPUT, metavar="FILE",
        help="the artifact, as JSON (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--force", action="store_true", help="let a tag that is there stand for this artifact"
    )


def run(options: argparse.Namespace) -> int:
    """Check the artifact, push it, and say under which digest it is there."""
    return asked(_COMMAND, lambda: _push(options))


def _push(options: argparse.Namespace) -> int:
    file: Path = options.file
    content = content_of(_COMMAND, file, COMPILED_ARTIFACTS.most_bytes)
    if content is None:
        return exit_codes.USAGE
    try:
        data = _checked(content)
    except ArtifactError as error:
        complain(f"floe {_COMMAND}: {file} is not pushed: {error.reason}")
        return exit_codes.USAGE
    version = text(field(field(data, "metadata"), "product_version"))
    path = absolute(file)
    code = given(_COMMAND, options, COMPILED_ARTIFACTS, path, content, version)
    beside = path.parent / ORCHESTRATION_FILE
    if code == 0 and contract_of(data) == "floe-core" and is_there(beside):
        complain(f"note: {beside.name}, which stands beside it, is not in the registry")
    return code


def _checked(content: bytes) -> dict[str, object]:
    """Return the data of an artifact in either layout.

    Raises:
        ArtifactError: It is none, or holds what may not stand in one.
    """
    parsed = parse_json(content)
    if not isinstance(parsed, dict) or not is_artifact(content):
        raise ArtifactError("it is no artifact of floe compile")
    data = cast("dict[str, object]", parsed)
    if data.get("version") == ARTIFACT_VERSION:
        read_data(CompiledArtifacts, data)
    for problem in guard_problems(data):
        raise ArtifactError(problem.message)
    return data
