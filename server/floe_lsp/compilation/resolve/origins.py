"""Where each value of a platform comes from: the merged manifest as plain data, and who set what.

A path here is one of the merged manifest: ``("governance", "custom_rules", 3)`` may be entry 0 of
another file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.validate.manifest_file import ManifestData
from floe_lsp.syntax import Node, Path, items_of

from .engine_names import Setting, settings
from .inheritance import JOINED_LISTS, Approval, Platform

_OWN = ("api_version", "kind", "metadata", "scope", "parent_manifest")
"""What a manifest says of itself, which none inherits."""

_OWN_KEYS = frozenset({"apiVersion", *_OWN})

_WITH_LISTS = frozenset({"governance", "allowed_secrets"})
"""Where lists stand that tiers add to."""

_TAKEN_WHOLE = {"plugins": 2, "resource_presets": 2, "artifacts": 2}
"""How many steps of a path lead to what is taken whole from one manifest, by its first step."""


@dataclass(frozen=True)
class Origin:
    """Who set a value of the merged manifest."""

    in_force: Setting
    above: tuple[Setting, ...] = ()
    """What manifests above it say at the same place, the nearest first; it replaces them."""


def origin_of(chain: Sequence[Document], path: Path) -> Origin | None:
    """Return who set a value, ``None`` for a default of the contract and for what is not there.

    Args:
        chain: The manifests as they were read, the product's own first.
        path: The value in the merged manifest.
    """
    if path[0] in _OWN_KEYS:
        chain = chain[:1]
    for end in range(1, len(path)):
        if is_joined(path[:end]):
            return _of_entry(chain, path[:end], path[end:])
    whole = _TAKEN_WHOLE.get(str(path[0]))
    if whole is None:
        return _first([each for each in settings(chain, *path) if not _sets_nothing(path, each)])
    owner = next(iter(settings(chain, *path[:whole])), None)
    found = settings(chain, *path)
    if path[0] == "resource_presets" and not found:
        # A preset may be written flat, and has no defaults.
        found = settings(chain, *path[:whole])
    if owner is None or not found or found[0].document is not owner.document:
        return None
    return _first(found)


def is_inherited(path: Path) -> bool:
    """Whether a place of a manifest belongs to what the tiers below inherit."""
    return bool(path) and path[0] not in _OWN_KEYS


def is_joined(path: Path) -> bool:
    """Whether a place of a manifest is a list to which each tier adds."""
    return bool(path) and path[-1] in JOINED_LISTS and path[0] in _WITH_LISTS


def joined_entries(chain: Sequence[Document], path: Path) -> Iterator[tuple[Document, int, Node]]:
    """Yield the entries of a list that tiers add to, those of the topmost manifest first.

    Each with its file and its index there; the index in the merged manifest is that in this order.
    """
    for document in reversed(chain):
        node = document.node(*path)
        for index, entry in enumerate(() if node is None else items_of(node)):
            yield document, index, entry


def merged_data(platform: Platform, *, with_defaults: bool = False) -> ManifestData:
    """Return the merged manifest as plain data, in the order in which manifests are written.

    Args:
        platform: The merged manifests.
        with_defaults: Whether what the contract sets by default in the sections that are there is
            part of it.
    """

    def dumped(model: BaseModel | None) -> object:
        if model is None:
            return None
        return model.model_dump(
            mode="json", by_alias=True, exclude_none=True, exclude_unset=not with_defaults
        )

    nearest = platform.nearest.manifest
    own = nearest.model_dump(mode="json", by_alias=True, include=set(_OWN), exclude_none=True)
    selected = {
        category: selection.file.manifest.plugins
        for category, selection in platform.plugins.items()
    }
    sections: ManifestData = {
        "plugins": {
            category: dumped(getattr(plugins, category))
            for category, plugins in selected.items()
            if with_defaults or category in plugins.model_fields_set
        },
        "governance": dumped(platform.governance),
        "allowed_secrets": [dumped(entry) for entry in platform.allowed_secrets] or None,
        "approved_plugins": {
            category: _approved(lists) for category, lists in platform.approved_plugins.items()
        },
        "approved_sinks": _approved(platform.approved_sinks),
        "approved_products": _approved(platform.approved_products),
        "defaults": dict(platform.defaults),
        "artifacts": dumped(platform.artifacts),
        "observability": dumped(platform.observability),
        "resource_presets": {
            name: dumped(preset) for name, preset in platform.resource_presets.items()
        },
    }
    # An empty list of what is approved approves of nothing, and is in force.
    return own | {key: value for key, value in sections.items() if value not in (None, {})}


def _approved(lists: Sequence[Approval]) -> list[str] | None:
    """Return the names that all lists have, for each of them holds; ``None`` without a list."""
    if not lists:
        return None
    first, *others = lists
    return [name for name in first.names if all(name in each.names for each in others)]


def _first(found: Sequence[Setting]) -> Origin | None:
    return Origin(found[0], tuple(found[1:])) if found else None


def _sets_nothing(path: Path, setting: Setting) -> bool:
    """Whether a value inherits what stands above it, as the merge has it."""
    return path[-1] == "custom_patterns" and not setting.node.value


def _of_entry(chain: Sequence[Document], path: Path, rest: Path) -> Origin | None:
    """Return who set an entry of a list that tiers add to, or a value in it."""
    index = rest[0]
    for document in reversed(chain):
        count = len(items_of(document.node(*path)))
        if isinstance(index, int) and index < count:
            node = document.node(*path, index, *rest[1:])
            return None if node is None else Origin(Setting(document, node))
        index = index - count if isinstance(index, int) else index
    return None
