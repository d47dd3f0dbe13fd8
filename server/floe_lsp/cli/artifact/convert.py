"""``floe artifact convert``: an artifact in another layout; what that cannot hold is listed."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.printing import complain, say
from floe_lsp.compilation import Sources
from floe_lsp.compilation.enforce.contracts.baseline import artifact_data
from floe_lsp.compilation.generate.output import format_for
from floe_lsp.compilation.generate.ownership import (
    is_artifact,
    is_orchestration,
    is_ours_at,
    is_written_by_others,
)
from floe_lsp.compilation.generate.released_contract import refused_options, to_released
from floe_lsp.compilation.generate.released_notices import released_notices
from floe_lsp.compilation.generate.written_artifact import Unusable, whole_artifact
from floe_lsp.files.atomic import write_together
from floe_lsp.files.names import ORCHESTRATION_FILE
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_there, reason_of
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.orchestration import orchestration_of
from floe_lsp.schemas.artifact.reading import parse_json
from floe_lsp.schemas.artifact.same_compilation import is_of_compilation
from floe_lsp.schemas.artifact.text import json_text, yaml_text
from floe_lsp.schemas.types.raw import field
from floe_lsp.schemas.versions import ARTIFACT_CONTRACTS, ARTIFACT_VERSION
from floe_lsp.wording.paths import dotted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe artifact convert``."""
    parser.add_argument("file", type=named_path, metavar="FILE", help="the artifact")
    parser.add_argument(
        "--contract", choices=tuple(ARTIFACT_CONTRACTS), required=True, help="the layout to write"
    )
    parser.add_argument(
        "-o", "--output", type=named_path, required=True, metavar="FILE", help="where it goes"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace files that floe did not write"
    )


def run(options: argparse.Namespace) -> int:
    """Write the other layout, and say what it cannot hold."""
    output = absolute(options.output)
    try:
        files, notices = _converted(options.file, options.contract, output)
        problem = None if options.force else _in_the_way(files, output)
        gone = _stale(files, output)
    except (Unusable, OSError) as error:
        problem = str(error) if isinstance(error, Unusable) else reason_of(error)
        files, notices, gone = {}, [], ()
    if problem is not None:
        complain(f"floe artifact convert: {problem}")
        return exit_codes.USAGE
    try:
        write_together(files, gone)
    except OSError as error:
        complain(f"floe artifact convert: {error.filename} cannot be written: {reason_of(error)}")
        return exit_codes.USAGE
    removed = (f"removed {path}, which was beside the other layout" for path in gone)
    say(*map(str, files), *removed, *(f"note: {notice}" for notice in notices))
    return 0


def _converted(file: Path, contract: str, output: Path) -> tuple[dict[Path, bytes], list[str]]:
    whole = whole_artifact(file)
    artifacts, why = whole.artifacts, whole.lacking
    text = yaml_text if format_for(output) == "yaml" else json_text
    notices = [] if why is None else [f"{why}; what it holds is missing"]
    if contract == "floe-lsp":
        ours, lost = _ours(artifacts)
        if lost:
            notices.append(f"floe-lsp has no place for: {', '.join(lost)}")
        return {output: text(ours).encode()}, notices
    if output.name.casefold() == ORCHESTRATION_FILE:
        raise Unusable(f"{output} is the name of what floe-core has no place for; choose another")
    if artifacts.contract == "floe-core":
        raise Unusable(f"{file} is in the layout of floe-core already, without all that ours needs")
    if refused := refused_options(artifacts):
        places = ", ".join(map(dotted, refused))
        raise Unusable(f"released floe-core packages take these for secrets: {places}")
    released = to_released(artifacts)
    beside = orchestration_of(artifacts.to_dict(), released)
    notices += released_notices(artifacts, is_beside=True)
    plugins = artifacts.plugins
    if plugins is not None and plugins.storage is not None:
        notices.append("deployment is missing: only a compilation can ask the plugins for it")
    return {
        output.parent / ORCHESTRATION_FILE: json_text(beside).encode(),
        output: text(released).encode(),
    }, notices


def _ours(artifacts: CompiledArtifacts) -> tuple[Mapping[str, object], list[str]]:
    """Return an artifact in our layout, and the places of it that this has no field for."""
    data = artifacts.model_dump(mode="json", exclude_none=True, by_alias=True)
    data["version"] = ARTIFACT_VERSION
    lost = [dotted(loc) for loc in artifacts.unknown_fields]
    return CompiledArtifacts.from_data(data).to_dict(), lost


def _in_the_way(files: Mapping[Path, bytes], output: Path) -> str | None:
    for path, content in files.items():
        is_beside = path.name == ORCHESTRATION_FILE
        if is_written_by_others(path, is_orchestration if is_beside else is_artifact):
            return f"{path} is a file that floe did not write; move it away, or use --force"
        if is_beside and is_there(path) and not _may_go(path, content, output):
            return (
                f"{path} is of another artifact, which would lose what it holds; choose a file in "
                "another folder, or use --force"
            )
    return None


def _may_go(beside: Path, content: bytes, output: Path) -> bool:
    """Whether what is beside is of the artifact that is written, or of the one it replaces."""
    sources = Sources()
    there, made = sources.json(beside), parse_json(content, beside)
    kept = (made, artifact_data(output, sources))
    return any(is_of_compilation(field(each, "metadata"), there) for each in kept)


def _stale(files: Mapping[Path, bytes], output: Path) -> tuple[Path, ...]:
    """Return what stood beside the artifact that is replaced, if nothing takes its place."""
    sources, beside = Sources(), output.parent / ORCHESTRATION_FILE
    if beside in files or not is_there(beside) or not is_ours_at(beside, is_orchestration):
        return ()
    last = artifact_data(output, sources)
    was_its = is_of_compilation(field(last, "metadata"), sources.json(beside))
    return (beside,) if was_its else ()
