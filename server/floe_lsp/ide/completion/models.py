"""What the dbt project beside the product holds: models and their columns."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.ide.kinds import FileKind
from floe_lsp.ide.places import Pattern
from floe_lsp.schemas.types.raw import field, items

from .items import ItemKind
from .request import Proposal, Request
from .transforms import known_transforms

_PORTS = Pattern(FileKind.PRODUCT, "outputPorts[]")


def undeclared(request: Request) -> Iterator[Proposal]:
    """Yield the models of the dbt project that no transform of the product declares."""
    declared = set(known_transforms(request))
    for name in request.snapshot.dbt.model_files:
        if name not in declared:
            yield Proposal(name, ItemKind.CLASS, "dbt model", data={"kind": "model", "name": name})


def columns(request: Request) -> Iterator[Proposal]:
    """Yield the columns that property files list for the transform or port at the cursor."""
    path = request.cursor.path
    name = request.cursor.beside(*path[:2]).get("name")
    taken = _column_names(request) if _PORTS.matches(path[:2]) else set[str]()
    model = request.snapshot.dbt.models.get(name or "")
    for column in () if model is None else model.columns:
        if column.name not in taken:
            words = [column.data_type, column.description]
            detail = ", ".join(" ".join(word.split()) for word in words if word)
            yield Proposal(column.name, ItemKind.FIELD, detail or None)


def _column_names(request: Request) -> set[str]:
    """The columns that the port lists already."""
    name = request.cursor.beside(*request.cursor.path[:2]).get("name")
    data = request.snapshot.document.value
    return {
        column
        for port in _PORTS.values(data)
        if field(port, "name") == name
        for _, each in items(field(port, "schema"))
        if isinstance(column := field(each, "name"), str)
    }
