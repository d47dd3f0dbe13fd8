"""References: every place that names the thing at the cursor (LSP ``textDocument/references``)."""

from __future__ import annotations

from dataclasses import dataclass

from floe_lsp.compilation.diagnostics import Location

from .occurrences import entry_location, occurrences_of
from .snapshot import Snapshot
from .subjects import Kind, subject_at


@dataclass(frozen=True)
class ReferencePlace:
    """A place that names the thing; its declarations are among them."""

    location: Location
    is_declaration: bool


def references(
    snapshot: Snapshot, offset: int, *, include_declaration: bool = True
) -> tuple[ReferencePlace, ...]:
    """Return the places that name the thing at a code-point offset, in order of file and place.

    Of a transform that is its declaration, every ``dependsOn``, the output port that publishes it
    and the entry of dbt's property file; of an engine, the manifests and transforms that name it.
    """
    subject = subject_at(snapshot, offset)
    if subject is None:
        return ()
    found = [
        ReferencePlace(occurrence.location, occurrence.is_declaration)
        for occurrence in occurrences_of(snapshot, subject)
        if include_declaration or not occurrence.is_declaration
    ]
    if subject.kind is Kind.TRANSFORM:
        model = snapshot.dbt.models.get(subject.name)
        if model is not None and model.entry is not None:
            found.append(ReferencePlace(entry_location(model.entry), False))
    return tuple(sorted(found, key=lambda each: each.location.sort_key()))
