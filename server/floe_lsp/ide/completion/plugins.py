"""Plugins: engines of transforms, and plugins of the manifest."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.resolve.engine_names import default_engine
from floe_lsp.ide.manifest_chain import chain_of
from floe_lsp.ide.places import WordKind
from floe_lsp.plugins.catalogue import known_plugins
from floe_lsp.plugins.categories import PluginCategory

from .context import CompletionContext, Proposal
from .items import ItemKind


def engines(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the engines that are installed and that every list of approved ones has.

    The platform's own engine comes first.
    """
    platform = context.snapshot.platform
    registry = context.snapshot.registry
    approvals = () if platform is None else platform.approved_plugins.get("compute", ())
    default = default_engine(chain_of(context.snapshot))
    first = None if default is None else default.name
    names = sorted(registry.names(PluginCategory.COMPUTE), key=lambda name: (name != first, name))
    for name in names:
        if all(name in approval.names for approval in approvals):
            yield _plugin(
                context,
                PluginCategory.COMPUTE,
                name,
                "the platform's default" if name == first else None,
            )


def plugin_types(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the plugins of the category at the cursor: the installed ones, then other known ones.

    ``plugins.<category>.type`` of the manifest, and ``provider`` of the category quality.
    """
    yield from _of_category(context, str(context.cursor.path[1]))


def approved_plugins(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the plugins that a list of ``approved_plugins`` could name."""
    taken = set(context.cursor.items)
    for proposal in _of_category(context, str(context.cursor.path[1])):
        if proposal.value not in taken:
            yield proposal


def default_engines(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the engines for ``defaults.compute``."""
    yield from _of_category(context, PluginCategory.COMPUTE.value)


def version(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the version of the selected plugin that is installed."""
    category = PluginCategory.selected_by(context.cursor.path[1])
    if category is None:
        return
    name = context.cursor.beside(*context.cursor.path[:2]).get(category.selector)
    source = None if name is None else context.snapshot.registry.find(category, name)
    if source is not None and source.distribution_version:
        yield Proposal(source.distribution_version, detail="installed")


def _of_category(context: CompletionContext, key: str) -> Iterator[Proposal]:
    category = PluginCategory.selected_by(key)
    if category is None:
        return
    listed = sorted(known_plugins(category), key=lambda known: (known.package is None, known.name))
    published = {known.name for known in listed if known.package is not None}
    installed = context.snapshot.registry.names(category)
    for name in sorted(installed, key=lambda name: (name not in published, name)):
        yield _plugin(context, category, name, None)
    for known in listed:
        if known.name not in installed:
            detail = "not installed" if known.package is None else f"pip install {known.package}"
            yield Proposal(known.name, ItemKind.MODULE, detail)


def _plugin(
    context: CompletionContext, category: PluginCategory, name: str, detail: str | None
) -> Proposal:
    source = context.snapshot.registry.find(category, name)
    origin = None if source is None else source.publisher
    data = {"kind": WordKind.PLUGIN.value, "category": category.value, "name": name}
    return Proposal(name, ItemKind.MODULE, detail or origin or "built in", data=data)
