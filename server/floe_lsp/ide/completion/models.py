"""What the dbt project beside the product holds: models and their columns."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.places import PlacePattern
from floe_lsp.schemas.types.raw import field, items

from .context import CompletionContext, Proposal
from .items import MODEL, ItemKind
from .transforms import known_transforms

_PORTS = PlacePattern(FileKind.PRODUCT, "outputPorts[]")


def undeclared(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the models of the dbt project that no transform of the product declares."""
    declared = set(known_transforms(context))
    for name in context.snapshot.dbt.model_files:
        if name not in declared:
            yield Proposal(name, ItemKind.CLASS, "dbt model", data={"kind": MODEL, "name": name})


def columns(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the columns that property files list for the transform or port at the cursor."""
    path = context.cursor.path
    name = context.cursor.beside(*path[:2]).get("name")
    taken = _column_names(context) if _PORTS.matches(path[:2]) else set[str]()
    model = context.snapshot.dbt.models.get(name or "")
    for column in () if model is None else model.columns:
        if column.name not in taken:
            words = [column.data_type, column.description]
            detail = ", ".join(" ".join(word.split()) for word in words if word)
            yield Proposal(column.name, ItemKind.FIELD, detail or None)


def _column_names(context: CompletionContext) -> set[str]:
    """The columns that the port lists already."""
    name = context.cursor.beside(*context.cursor.path[:2]).get("name")
    data = context.snapshot.document.value
    return {
        column
        for port in _PORTS.values(data)
        if field(port, "name") == name
        for _, each in items(field(port, "schema"))
        if isinstance(column := field(each, "name"), str)
    }
