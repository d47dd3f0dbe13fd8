"""Reads the artifact that a command names, with what stands beside it."""

from __future__ import annotations

from pathlib import Path

from floe_lsp.files.names import ORCHESTRATION_FILE, YAML_SUFFIXES
from floe_lsp.files.reading import read_whole
from floe_lsp.files.status import reason_of
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.orchestration import restored
from floe_lsp.schemas.artifact.reading import ArtifactError, parse_json

_LARGEST = 1 << 30


class Unusable(Exception):
    """No artifact can be read there; the words say why, and name the file."""


def read_artifact(path: Path) -> CompiledArtifacts:
    """Return the artifact of a file, JSON or YAML by its suffix.

    Raises:
        Unusable: There is none.
    """
    is_yaml = path.suffix.lower() in YAML_SUFFIXES
    read = CompiledArtifacts.from_yaml_file if is_yaml else CompiledArtifacts.from_json_file
    try:
        return read(path)
    except ArtifactError as error:
        raise Unusable(f"{path}: {error.reason}") from None
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {reason_of(error)}") from None


def whole_artifact(path: Path) -> tuple[CompiledArtifacts, str | None]:
    """Return an artifact in our layout as far as it is known, and why it may not be the whole.

    Raises:
        Unusable: There is none.
    """
    artifacts = read_artifact(path)
    if artifacts.contract == "floe-lsp":
        return artifacts, None
    beside = path.parent / ORCHESTRATION_FILE
    try:
        return restored(artifacts, parse_json(read_whole(beside, _LARGEST), beside)), None
    except OSError as error:
        return artifacts, f"{beside} cannot be read: {reason_of(error)}"
    except ArtifactError as error:
        return artifacts, f"{beside} is not used: {error.reason}"
