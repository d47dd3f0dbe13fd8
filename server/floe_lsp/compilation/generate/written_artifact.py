"""Reads an artifact that a compilation has written, with what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from floe_lsp.files.names import ORCHESTRATION_FILE, YAML_SUFFIXES
from floe_lsp.files.reading import read_whole
from floe_lsp.files.status import reason_of
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.orchestration import restored
from floe_lsp.schemas.artifact.reading import ArtifactError, parse_json, parse_yaml

_LARGEST: Final = 1 << 30

Reader = Callable[[Path], bytes]
"""Returns the bytes of a file; it raises ``OSError`` for one that cannot be read."""


class Unusable(Exception):
    """No artifact can be read there; the words say why, and name the file."""


@dataclass(frozen=True)
class WholeArtifact:
    """An artifact in our layout, as far as it is known."""

    artifacts: CompiledArtifacts
    lacking: str | None = None
    """Why it may not be the whole: what stands beside one of floe-core is missing."""


def from_disk(path: Path) -> bytes:
    """Return the bytes of a file on disk.

    Raises:
        OSError: It cannot be read.
    """
    return read_whole(path, _LARGEST)


def read_artifact(path: Path, read: Reader = from_disk) -> CompiledArtifacts:
    """Return the artifact of a file, JSON or YAML by its suffix.

    Raises:
        Unusable: There is none.
    """
    parse = parse_yaml if path.suffix.lower() in YAML_SUFFIXES else parse_json
    try:
        return CompiledArtifacts.from_data(parse(read(path), path), path)
    except ArtifactError as error:
        raise Unusable(f"{path}: {error.reason}") from None
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {reason_of(error)}") from None


def whole_artifact(path: Path, read: Reader = from_disk) -> WholeArtifact:
    """Return the artifact of a file, one of floe-core with what ``orchestration.json`` adds.

    Raises:
        Unusable: There is none.
    """
    artifacts = read_artifact(path, read)
    if artifacts.contract == "floe-lsp":
        return WholeArtifact(artifacts)
    beside = path.parent / ORCHESTRATION_FILE
    try:
        return WholeArtifact(restored(artifacts, parse_json(read(beside), beside)))
    except OSError as error:
        return WholeArtifact(artifacts, f"{beside} cannot be read: {reason_of(error)}")
    except ArtifactError as error:
        return WholeArtifact(artifacts, f"{beside} is not used: {error.reason}")
