"""What differs between two artifacts, whichever layout each has: the one comparison of floe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from floe_lsp.schemas.artifact.comparison import Change, changes
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.orchestration import without_nulls
from floe_lsp.schemas.types.raw import is_mapping

from .released_contract import to_released
from .written_artifact import WholeArtifact


@dataclass(frozen=True)
class ArtifactChanges:
    """What differs, and what was not compared."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    """What was not compared and why, in words; empty where all was."""


def artifact_changes(old: WholeArtifact, new: WholeArtifact) -> ArtifactChanges:
    """Return what differs: of two whole artifacts all, else what both layouts have a place for."""
    lacking = [why for why in (old.lacking, new.lacking) if why is not None]
    notes = (*lacking, "only what the layout of floe-core holds is compared") if lacking else ()
    as_released = bool(lacking)
    before, after = (_data(each.artifacts, as_released=as_released) for each in (old, new))
    return ArtifactChanges(tuple(changes(before, after)), notes)


def _data(artifacts: CompiledArtifacts, *, as_released: bool) -> Mapping[str, object]:
    data = without_nulls(to_released(artifacts) if as_released else artifacts.to_dict())
    return {str(key): each for key, each in data.items()} if is_mapping(data) else {}
