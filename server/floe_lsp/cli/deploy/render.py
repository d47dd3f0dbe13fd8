"""``floe deploy render``: what a cluster runs a product by, as Kubernetes resources."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path, whole_number
from floe_lsp.cli.options import (
    add_caller,
    add_manifest,
    add_verbosity,
    caller,
    copies_used,
    fence,
    is_wrong_environment,
    sources_of,
)
from floe_lsp.cli.printing import complain, say
from floe_lsp.cli.traced import traced
from floe_lsp.compilation import Compilation, OutputOptions, Sources, compile_pipeline
from floe_lsp.compilation.generate.generator import artifact_text
from floe_lsp.compilation.generate.released_contract import to_released
from floe_lsp.compilation.load.workspace import product_in
from floe_lsp.files.names import ORCHESTRATION_FILE
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_folder
from floe_lsp.files.streams import STANDARD_OUTPUT
from floe_lsp.kubernetes.config_maps import ARTIFACT_KEY
from floe_lsp.kubernetes.images import image_problem
from floe_lsp.kubernetes.options import DeploymentOptions, NotRendered, Rendered
from floe_lsp.kubernetes.rendering import render
from floe_lsp.reporting import write
from floe_lsp.reporting.compiled_lines import variable_lines
from floe_lsp.reporting.paths import display_path
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.orchestration import orchestration_of
from floe_lsp.schemas.versions import ARTIFACT_CONTRACTS
from floe_lsp.wording.counting import counted

from .writing import NotWritable, write_resources

_MOST_RETRIES = 100
_LONGEST = 31 * 24 * 3600
"""Seconds of the longest run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe deploy render``."""
    parser.add_argument(
        "path", nargs="?", type=named_path, default=Path(), metavar="PATH",
        help="the product, or its folder (default: floe.yaml in this folder)",
    )  # fmt: skip
    add_manifest(parser)
    add_caller(parser)
    parser.add_argument(
        "-o", "--output", type=_output, metavar="FILE|FOLDER",
        help=(
            "a folder, for a file a resource and a kustomization.yaml, or one file by its suffix "
            ".yaml (default: - for standard output)"
        ),
    )  # fmt: skip
    parser.add_argument(
        "--image", required=True, type=_image, metavar="IMAGE",
        help=(
            "container image with dbt and the product's project, by the tag of a version or a "
            "digest"
        ),
    )  # fmt: skip
    parser.add_argument("--namespace", metavar="NAME", help="namespace of the resources")
    parser.add_argument(
        "--environment", metavar="NAME",
        help="environment of the product (default: the one dbt takes without FLOE_ENV)",
    )  # fmt: skip
    parser.add_argument(
        "--preset", metavar="NAME",
        help="one of the manifest's resource_presets (default: what dbt needs on the engine)",
    )  # fmt: skip
    parser.add_argument(
        "--secret", metavar="NAME",
        help=(
            "Secret of the variables that belong to no connection_secret_ref (default: the "
            "product's name and -secrets)"
        ),
    )  # fmt: skip
    parser.add_argument(
        "--retries", type=whole_number("number of retries", _MOST_RETRIES), default=0, metavar="N",
        help="how often a failed run is started again (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--timeout", type=whole_number("number of seconds", _LONGEST), default=0,
        metavar="SECONDS", help="longest run, retries included (default: no limit)",
    )  # fmt: skip
    parser.add_argument(
        "--contract", choices=tuple(ARTIFACT_CONTRACTS),
        help="layout of the artifact (default: defaults.contract of the manifest)",
    )  # fmt: skip
    parser.add_argument(
        "--force", action="store_true", help="replace files that floe deploy render did not write"
    )
    add_verbosity(parser)


def run(options: argparse.Namespace) -> int:
    """Compile the product, render it and write that; a product with errors renders nothing."""
    if is_wrong_environment("deploy render"):
        return exit_codes.USAGE
    with traced("deploy render", options) as ended:
        return ended(_rendered(options))


def _rendered(options: argparse.Namespace) -> int:
    path = absolute(options.path)
    spec = product_in(path) if is_folder(path) else path
    sources = sources_of(options)
    result = _compiled(spec, sources, options)
    found = tuple(each for each in result.diagnostics if each.is_error or not options.quiet)
    if found:
        write(found, "text", sys.stderr, base=Path.cwd())
    if not options.quiet:
        complain(*copies_used(options, sources))
    if result.artifacts is None:
        complain("floe deploy render: nothing is rendered of a product with errors")
        return exit_codes.of(result.diagnostics) or exit_codes.USAGE
    try:
        return _render(result, sources, options)
    except (NotRendered, NotWritable) as error:
        complain(f"floe deploy render: {error}")
        return exit_codes.USAGE


def _compiled(spec: Path, sources: Sources, options: argparse.Namespace) -> Compilation:
    """Run all six stages on a product, as a compile that prints the artifact would."""
    return compile_pipeline(
        spec,
        options.manifest,
        output=OutputOptions(STANDARD_OUTPUT, "yaml", options.contract, within=spec.parent),
        # The resources are what is written; policies stop it all the same (``exit_code``).
        dry_run=True,
        sources=sources,
        guard=fence(options),
        caller=caller(options),
        renders_network_policies=True,
    )


def _render(result: Compilation, sources: Sources, options: argparse.Namespace) -> int:
    artifacts = result.artifacts
    if artifacts is None:
        return exit_codes.USAGE
    chosen = DeploymentOptions(
        image=options.image,
        namespace=options.namespace,
        environment=options.environment,
        preset=options.preset,
        retries=options.retries,
        timeout_seconds=options.timeout or None,
        secret=options.secret,
    )
    variables = [each.name for each in result.required_variables]
    rendered = render(artifacts, _files(artifacts, result), variables, chosen)
    spec = result.analysis.spec_path
    written, removed = write_resources(
        rendered.resources,
        options.output,
        product=spec.parent,
        inputs=result.inputs,
        sources=sources,
        force=options.force,
    )
    if not options.quiet:
        lines = _lines(result, rendered, written, removed)
        # Nothing else may be printed among the resources.
        (say if written else complain)(*lines)
    return 0


def _files(artifacts: CompiledArtifacts, result: Compilation) -> dict[str, str]:
    """Return the artifact as a compile writes it, and what stands beside one of floe-core.

    The second is JSON of ASCII characters alone, which any reader of YAML takes in a block.
    """
    files = {ARTIFACT_KEY: artifact_text(artifacts, result.output, result.deployment)}
    if result.output.contract == "floe-core":
        parts = orchestration_of(artifacts.to_dict(), to_released(artifacts))
        files[ORCHESTRATION_FILE] = json.dumps(parts, indent=2) + "\n"
    return files


def _lines(
    result: Compilation, rendered: Rendered, written: list[Path], removed: list[Path]
) -> list[str]:
    """Say what was rendered, what the pods may connect to, and what must be there before."""
    spec = result.analysis.spec
    product = "" if spec is None else f"{spec.metadata.name} {spec.metadata.version}"
    lines = [f"Rendered {product} ({counted(len(rendered.resources), 'resource')})"]
    lines += [f"  {display_path(file, Path.cwd())}" for file in written]
    lines += [
        f"  removed {display_path(file, Path.cwd())}, which it has no more" for file in removed
    ]
    if rendered.allowed:
        lines.append("Network policies refuse its pods everything but:")
        lines += [f"  {each}" for each in rendered.allowed]
    lines += [f"note: {each}" for each in rendered.notes]
    return [*lines, *variable_lines(result.required_variables)]


def _output(text: str) -> Path | None:
    return None if text == "-" else named_path(text)


def _image(text: str) -> str:
    problem = image_problem(text)
    if problem is not None:
        raise argparse.ArgumentTypeError(problem)
    return text
