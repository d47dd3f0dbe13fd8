"""What a place in a file means: the transform that a word declares, the engine that it names.

Hover, definition, references, highlight, rename and semantic tokens all begin here, so that they
agree on what a word is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from floe_lsp.syntax import AliasNode, Node, Path, ScalarNode, path_at

from .kinds import FileKind
from .snapshot import Snapshot


class Role(Enum):
    """What a node means."""

    KEY = "key"
    """The key of an entry."""
    TRANSFORM_DECLARATION = "transform declaration"
    TRANSFORM_REFERENCE = "transform reference"
    ENGINE = "engine"
    """The name of a compute engine, in a product or a manifest."""
    PLUGIN = "plugin"
    """The type of any other plugin, in a manifest."""
    MANIFEST_PATH = "manifest path"
    """``platform.manifest`` of a product, ``parent_manifest`` of a manifest."""
    CRON = "cron expression"
    TIME_ZONE = "time zone"
    TIER = "tier"
    TAG = "tag"
    PRODUCT_NAME = "product name"
    MANIFEST_NAME = "manifest name"
    ALIAS = "alias"
    VALUE = "value"
    """Any other scalar."""


@dataclass(frozen=True)
class Target:
    """A node with its meaning.

    ``path`` is that of the value, also when the node is a key; ``node`` is what was typed, so an
    alias stays an ``AliasNode``.
    """

    role: Role
    node: Node
    path: Path

    @property
    def name(self) -> str:
        """The text of the node, empty for one that holds no text."""
        if isinstance(self.node, AliasNode):
            return self.node.name
        return self.node.value if isinstance(self.node.value, str) else ""


_ANY = None
"""Stands for any index in a pattern."""

_Pattern = tuple["str | None", ...]

_PRODUCT: dict[_Pattern, Role] = {
    ("metadata", "name"): Role.PRODUCT_NAME,
    ("platform", "manifest"): Role.MANIFEST_PATH,
    ("schedule", "cron"): Role.CRON,
    ("schedule", "timezone"): Role.TIME_ZONE,
    ("transforms", _ANY, "name"): Role.TRANSFORM_DECLARATION,
    ("transforms", _ANY, "dependsOn", _ANY): Role.TRANSFORM_REFERENCE,
    ("transforms", _ANY, "depends_on", _ANY): Role.TRANSFORM_REFERENCE,
    ("transforms", _ANY, "compute"): Role.ENGINE,
    ("transforms", _ANY, "tier"): Role.TIER,
    ("transforms", _ANY, "tags", _ANY): Role.TAG,
}
_MANIFEST: dict[_Pattern, Role] = {
    ("metadata", "name"): Role.MANIFEST_NAME,
    ("parent_manifest",): Role.MANIFEST_PATH,
    ("plugins", "compute", "type"): Role.ENGINE,
    ("defaults", "compute"): Role.ENGINE,
    ("approved_plugins", "compute", _ANY): Role.ENGINE,
}


def target_at(snapshot: Snapshot, offset: int) -> Target | None:
    """Return what stands at ``offset``, ``None`` between words."""
    root = snapshot.document.root
    if root is None:
        return None
    found = path_at(root, offset)
    if not isinstance(found.node, ScalarNode | AliasNode):
        return None
    if not found.node.start <= offset <= found.node.end:
        return None
    if found.on_key:
        return Target(Role.KEY, found.node, found.path)
    return Target(role_of(snapshot.kind, found.path, found.node), found.node, found.path)


def role_of(kind: FileKind, path: Path, node: Node) -> Role:
    """Return what the value ``node`` at ``path`` means."""
    return Role.ALIAS if isinstance(node, AliasNode) else role_at(kind, path)


def role_at(kind: FileKind, path: Path) -> Role:
    """Return what a value at ``path`` means that is written there and is no alias."""
    pattern = tuple(_ANY if isinstance(step, int) else step for step in path)
    if kind is FileKind.PRODUCT:
        return _PRODUCT.get(pattern, Role.VALUE)
    if len(pattern) == 3 and pattern[0] == "plugins" and pattern[2] in ("type", "provider"):
        return Role.ENGINE if pattern[1] == "compute" else Role.PLUGIN
    return _MANIFEST.get(pattern, Role.VALUE)


def occurrences(snapshot: Snapshot, name: str) -> Iterator[Target]:
    """Yield every place of a product that declares or depends on the transform ``name``."""
    for index, transform in enumerate(snapshot.outline.transforms):
        if transform.name == name:
            path = ("transforms", index, "name")
            yield Target(Role.TRANSFORM_DECLARATION, transform.name_node, path)
        for number, reference in enumerate(transform.dependencies):
            if reference.name == name:
                path = ("transforms", index, "dependsOn", number)
                yield Target(Role.TRANSFORM_REFERENCE, reference.node, path)
