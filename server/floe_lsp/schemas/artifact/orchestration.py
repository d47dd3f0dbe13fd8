"""``orchestration.json``: what of an artifact the layout of floe-core has no place for.

It holds whole sections of our contract, so that an artifact in that layout and this file beside it
say all that our own layout says.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, create_model

from floe_lsp.schemas.types.base import Contract
from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import is_list, is_mapping

from .compiled_artifacts import ArtifactData, CompiledArtifacts
from .reading import ArtifactError
from .same_compilation import is_of_compilation

SECTIONS: Final = (
    "version",
    "metadata",
    "product",
    "inheritance_chain",
    "observability",
    "plugins",
    "assets",
    "schedule",
    "resources",
    "destinations",
    "output_ports",
    "governance",
    "enforcement_result",
)
"""The sections that may stand in the file; floe-core has a place for all others."""

_fields: Any = {
    name: (CompiledArtifacts.model_fields[name].annotation, CompiledArtifacts.model_fields[name])
    for name in SECTIONS
}
Orchestration: type[BaseModel] = create_model(
    "Orchestration",
    __base__=Contract,
    __module__=__name__,
    __doc__="What a compiled artifact in the layout of floe-core has no place for.",
    **_fields,
)
"""The model of the file."""


def orchestration_of(ours: ArtifactData, released: Mapping[str, object]) -> ArtifactData:
    """Return the content of the file.

    Args:
        ours: The artifact as plain data.
        released: The same in the layout of floe-core.
    """
    always = ("version", "metadata")
    return {
        name: ours[name]
        for name in SECTIONS
        if name in ours and (name in always or ours[name] != without_nulls(released.get(name)))
    }


def left_out(ours: Mapping[Any, object], released: object, path: Loc = ()) -> list[Loc]:
    """Return the places of an artifact that the layout of floe-core has nothing at, topmost first.

    Args:
        ours: The artifact, or a part of it, as plain data.
        released: What the other layout has at the same place.
        path: Where that is.
    """
    found: list[Loc] = []
    for key, value in ours.items():
        there = released.get(key) if is_mapping(released) else None
        if there in (None, {}, []) and value not in (None, {}, []):
            found.append((*path, key))
        elif is_mapping(value):
            found.extend(left_out(value, there, (*path, key)))
    return found


def restored(artifacts: CompiledArtifacts, orchestration: object) -> CompiledArtifacts:
    """Return an artifact of the layout of floe-core with what the file beside it holds, in ours.

    Args:
        artifacts: The artifact as it was read.
        orchestration: The plain data of the file.

    Raises:
        ArtifactError: The file is none, or of another compilation.
    """
    if not is_mapping(orchestration):
        raise ArtifactError("it holds no sections of an artifact")
    mine = artifacts.to_dict()
    if not is_of_compilation(mine["metadata"], orchestration):
        raise ArtifactError("it is of another compilation than the artifact")
    sections = {name: value for name, value in orchestration.items() if name in SECTIONS}
    known = {name: value for name, value in mine.items() if name in CompiledArtifacts.model_fields}
    return CompiledArtifacts.from_data(known | sections)


def without_nulls(value: object) -> object:
    """Return plain data without the entries of mappings that are null."""
    if is_mapping(value):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    if is_list(value):
        return [without_nulls(each) for each in value]
    return value
