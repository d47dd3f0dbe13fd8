"""References: every place that names the thing at the cursor (LSP ``textDocument/references``)."""

from __future__ import annotations

from .definitions import definition_at
from .definitions.occurrences import NamedPlace, entry_location, named_places
from .limits import MOST_ENTRIES
from .places import WordKind
from .snapshot import Snapshot


def references(
    snapshot: Snapshot, offset: int, *, include_declaration: bool = True
) -> tuple[NamedPlace, ...]:
    """Return the places that name the thing at a code-point offset, in order of file and place.

    Of a transform that is its declaration, every ``dependsOn``, the output port that publishes it
    and the entry of dbt's property file; of an engine, the manifests and transforms that name it.
    """
    definition = definition_at(snapshot, offset)
    if definition is None:
        return ()
    found = [
        place
        for place in named_places(snapshot, definition)
        if include_declaration or not place.is_declaration
    ]
    if definition.kind is WordKind.TRANSFORM:
        model = snapshot.dbt.models.get(definition.name)
        if model is not None and model.entry is not None:
            found.append(NamedPlace(entry_location(model.entry), False))
    return tuple(sorted(found, key=lambda each: each.location.sort_key())[:MOST_ENTRIES])
