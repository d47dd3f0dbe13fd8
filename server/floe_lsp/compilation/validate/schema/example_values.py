"""Example values for what is required and missing: plain data from the models' examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from floe_lsp.plugins.catalogue import installable_plugin, known_plugins
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.syntax import Path
from floe_lsp.syntax.emit import Data

if TYPE_CHECKING:
    from pydantic import BaseModel


_PLAIN: Final[dict[TypeKind, Data]] = {
    TypeKind.BOOLEAN: True,
    TypeKind.WHOLE_NUMBER: 1,
    TypeKind.NUMBER: 1,
}
"""The example of a kind, where neither the field nor its model has one."""


def example_value(model: type[BaseModel], path: Path) -> Data:
    """Return a value for the field at ``path``: its example, or its required fields with theirs."""
    doc = reflection.describe(model, path)
    if doc is None:
        return ""
    if known := _known_plugin(path):
        return known
    if doc.examples:
        return cast("Data", doc.examples[0])
    if doc.allowed:
        return [doc.allowed[0]] if doc.type.kind is TypeKind.LIST else doc.allowed[0]
    if doc.keys:
        return _required(model, path) if path != ("plugins",) else _required_plugins(model)
    if doc.type.kind is TypeKind.LIST:
        item = reflection.describe(model, (*path, 0))
        return [_required(model, (*path, 0))] if item and item.keys else []
    return _PLAIN.get(doc.type.kind, "")


def _required_plugins(model: type[BaseModel]) -> Data:
    """The plugins that a product cannot run without, which a manifest may leave to its parent."""
    return {
        category.value: _required(model, ("plugins", category.value))
        for category in (PluginCategory.COMPUTE, PluginCategory.ORCHESTRATOR)
    }


def _known_plugin(path: Path) -> str | None:
    """A plugin that can be installed, for the name of one in a category of the manifest."""
    if len(path) != 3 or path[0] != "plugins":
        return None
    category = PluginCategory.selected_by(path[1])
    if category is None or path[2] != category.selector:
        return None
    return installable_plugin(category) or known_plugins(category)[0].name


def _required(model: type[BaseModel], path: Path) -> Data:
    return {
        key: example_value(model, (*path, key)) for key in reflection.required_keys(model, path)
    }
