"""Where a transform is named outside of its own file: in the dbt project and its other products.

A transform has the name of its dbt model, so all that names the model names the transform: ``ref``
in models, tests, macros, snapshots, analyses and functions, property files, and the project file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Location
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.snapshot import Snapshot

if TYPE_CHECKING:
    from floe_lsp.dbt.names import NamedModel
    from floe_lsp.dbt.nodes import DbtNode


def named_in_dbt(snapshot: Snapshot, name: str) -> Sequence[NamedModel]:
    """Return where the dbt project beside a product names a model, in order of files and places."""
    return snapshot.dbt.names.of.get(name, ()) if snapshot.kind is FileKind.PRODUCT else ()


def readers_in_dbt(snapshot: Snapshot, name: str) -> Iterator[tuple[DbtNode, Sequence[NamedModel]]]:
    """Yield the models and snapshots that read a model, each with where it names it."""
    places: dict[Path, list[NamedModel]] = {}
    for each in named_in_dbt(snapshot, name):
        places.setdefault(each.path, []).append(each)
    if not places:
        return
    for node in snapshot.dbt.nodes.values():
        if node.kind not in ("model", "snapshot") or node.path not in places:
            continue
        # A file may hold several snapshots, and a property file what is about other nodes.
        own = {each.span for each in node.calls.references}
        named = [each for each in places[node.path] if each.span in own]
        if named:
            yield node, named


def location_of(named: NamedModel) -> Location:
    """Return the place of a name."""
    return Location(named.path, named.span, named.text)


def products_beside(snapshot: Snapshot) -> Iterator[Snapshot]:
    """Yield the other products of the same dbt project, in order of their files.

    Which there are the analyses tell; there may be very many elsewhere. Their texts are those of
    now, so that an edit hits its place in one that was typed in since.
    """
    if snapshot.kind is not FileKind.PRODUCT:
        return
    folder = str(snapshot.path.parent)
    paths = [path for path in snapshot.products if os.path.dirname(path) == folder]  # noqa: PTH120 - of very many
    for path in sorted(paths):
        if path == snapshot.path or snapshot.products[path].product is None:
            continue
        try:
            document = snapshot.sources.document(path)
        except OSError:
            # It was deleted a moment ago.
            continue
        yield replace(snapshot, document=document, findings=())
