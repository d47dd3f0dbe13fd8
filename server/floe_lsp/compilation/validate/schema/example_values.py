"""Example values for what is required and missing: plain data from the models' examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from floe_lsp.plugins.catalogue import installable_plugin, known_plugins
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.syntax import Path
from floe_lsp.syntax.emit import Data
from floe_lsp.wording.placeholders import placeholder

if TYPE_CHECKING:
    from pydantic import BaseModel


_PLAIN: Final[dict[TypeKind, Data]] = {
    TypeKind.BOOLEAN: True,
    TypeKind.WHOLE_NUMBER: 1,
    TypeKind.NUMBER: 1,
}
"""The example of a kind, where neither the field nor its model has one."""


_BEGINNINGS = frozenset({"version"})
"""What begins the same everywhere: the first version is 1.0.0."""


def value_to_write(model: type[BaseModel], path: Path) -> Data:
    """Return a value for the field at ``path``, with placeholders for what nobody else knows.

    An example that looks like what is meant would be left as it is.
    """
    return _value(model, path, held=True)


def example_value(model: type[BaseModel], path: Path) -> Data:
    """Return a value for the field at ``path``: its example, or its required fields with theirs."""
    return _value(model, path, held=False)


def _value(model: type[BaseModel], path: Path, *, held: bool) -> Data:
    doc = reflection.describe(model, path)
    if doc is None:
        return ""
    if known := _known_plugin(path):
        return known
    is_open = doc.type.kind is TypeKind.TEXT and len(doc.allowed) != 1
    if held and is_open and _is_a_field(path):
        return placeholder(str(path[-1]))
    if doc.examples:
        return cast("Data", doc.examples[0])
    if doc.allowed:
        return [doc.allowed[0]] if doc.type.kind is TypeKind.LIST else doc.allowed[0]
    if doc.keys:
        if path == ("plugins",):
            return _required_plugins(model, held=held)
        return _required(model, path, held=held)
    if doc.type.kind is TypeKind.LIST:
        item = reflection.describe(model, (*path, 0))
        return [_required(model, (*path, 0), held=held)] if item and item.keys else []
    return _PLAIN.get(doc.type.kind, "")


def _is_a_field(path: Path) -> bool:
    return isinstance(path[-1], str) and path[-1] not in _BEGINNINGS


def _required_plugins(model: type[BaseModel], *, held: bool) -> Data:
    """The plugins that a product cannot run without, which a manifest may leave to its parent."""
    return {
        category.value: _required(model, ("plugins", category.value), held=held)
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


def _required(model: type[BaseModel], path: Path, *, held: bool) -> Data:
    return {
        key: _value(model, (*path, key), held=held) for key in reflection.required_keys(model, path)
    }
