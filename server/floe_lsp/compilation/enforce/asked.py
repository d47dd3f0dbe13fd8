"""What the manifests of a platform ask for: each governance field that is set, and where.

A field is named by its path below ``governance`` of the merged platform. An entry of a list is one
of its own, since each asks for something else: ``("policies", 1)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from floe_lsp.compilation.diagnostics import Related
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.resolve.engine_names import Setting
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.resolve.origins import joined_entries, origin_of
from floe_lsp.compilation.validate.manifest_file import ManifestFile
from floe_lsp.syntax import Node, Path, Span
from floe_lsp.syntax.emit import emit_flow
from floe_lsp.wording.paths import dotted

ENTRY_LISTS = ("custom_rules", "policies", "policy_overrides")
"""The lists of governance whose entries each ask for something; tiers add to them."""


@dataclass(frozen=True)
class AskedField:
    """A governance field that a manifest sets."""

    path: Path
    """Below ``governance`` of the merged platform."""
    document: Document
    """The manifest whose value is in force."""
    own_path: Path
    """Below ``governance`` of that manifest, where an entry may have another number."""
    above: tuple[Setting, ...] = ()
    """What manifests above it say of the field, the nearest first; it replaces them."""

    @property
    def name(self) -> str:
        """The field as a person writes it: ``quality_gates.minimum_test_coverage``."""
        return dotted(self.path)

    @property
    def place(self) -> Node | Span:
        """Its key, or the whole entry of a list."""
        path = ("governance", *self.own_path)
        if isinstance(self.own_path[-1], int):
            return self.document.node(*path) or self.document.start
        return self.document.key(*path) or self.document.start

    def related(self, message: str) -> tuple[Related, ...]:
        """Return its value as the place that explains a finding elsewhere, and those above it."""
        node = self.document.node("governance", *self.own_path)
        return () if node is None else (self.document.related(node, message), *self.related_above)

    @property
    def related_above(self) -> tuple[Related, ...]:
        """What manifests above say of it, as places that explain a finding elsewhere."""
        return tuple(
            each.document.related(
                each.node, f"a manifest above asks for {emit_flow(each.node.value)}"
            )
            for each in self.above
        )


def asked_fields(platform: Platform) -> Iterator[AskedField]:
    """Yield every governance field that the platform's manifests set, in their order.

    A section without a field in it asks for its defaults, so it is one.
    """
    files = platform.governance_files
    sections = {path[:end] for path in files for end in range(1, len(path))}
    for path, file in files.items():
        if path in sections:
            continue
        if path[0] in ENTRY_LISTS:
            yield from asked_entries(platform, path[0])
        else:
            yield _asked(platform, path, file)


def asked_entries(platform: Platform, name: str) -> Iterator[AskedField]:
    """Yield the entries of a list that tiers add to, the topmost manifest's first."""
    entries = joined_entries(platform.documents, ("governance", name))
    for count, (document, index, _) in enumerate(entries):
        yield AskedField((name, count), document, (name, index))


def first_asked(platform: Platform, fields: Iterable[Path]) -> AskedField | None:
    """Return where a manifest asks for something: the first of some fields that is set."""
    for path in fields:
        if (file := platform.governance_files.get(path)) is not None:
            return _asked(platform, path, file)
    return None


def _asked(platform: Platform, path: Path, file: ManifestFile) -> AskedField:
    origin = origin_of(platform.documents, ("governance", *path))
    return AskedField(path, file.document, path, () if origin is None else origin.above)
