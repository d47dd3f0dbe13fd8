"""References: every place that names the thing at the cursor (LSP ``textDocument/references``)."""

from __future__ import annotations

from .definitions import definition_at
from .definitions.occurrences import NamedPlace, named_places
from .limits import MOST_ENTRIES
from .snapshot import Snapshot


def references(
    snapshot: Snapshot, offset: int, *, include_declaration: bool = True
) -> tuple[NamedPlace, ...]:
    """Return the places that name the thing at a code-point offset, in order of file and place.

    Of a transform that is its declaration, every ``dependsOn``, the output port that publishes it,
    and all that names its model in the dbt project: ``ref`` in code, property files, the project
    file. Of an engine it is the manifests and transforms that name it.
    """
    definition = definition_at(snapshot, offset)
    if definition is None:
        return ()
    found = [
        place
        for place in named_places(snapshot, definition)
        if include_declaration or not place.is_declaration
    ]
    return tuple(sorted(found, key=lambda each: each.location.sort_key())[:MOST_ENTRIES])
