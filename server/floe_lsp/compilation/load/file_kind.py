"""Which of the two files that floe reads a document is."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from pydantic import BaseModel

from floe_lsp.compilation.documents import Document
from floe_lsp.files.names import (
    CONTRACT_NAMES,
    MANIFEST_NAMES,
    PROJECT_FILE,
    SPEC_NAMES,
    spelt_as_a_product,
)
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.versions import API_GROUP, API_VERSION, MANIFEST_KIND, SPEC_KIND
from floe_lsp.syntax import fields_of


class FileKind(str, Enum):
    """A file that floe reads, by the ``kind`` that it says."""

    PRODUCT = SPEC_KIND
    MANIFEST = MANIFEST_KIND

    @property
    def model(self) -> type[BaseModel]:
        """The contract of such a file."""
        return FloeSpec if self is FileKind.PRODUCT else PlatformManifest

    @property
    def smallest(self) -> str:
        """The smallest such file that is valid, on one line as YAML."""
        return _SMALLEST[self]


_SMALLEST = {
    FileKind.PRODUCT: (
        f"{{apiVersion: {API_VERSION}, kind: {SPEC_KIND}, "
        "metadata: {name: orders, version: 1.0.0}, transforms: [{name: stg_orders}]}"
    ),
    FileKind.MANIFEST: (
        f"{{apiVersion: {API_VERSION}, kind: {MANIFEST_KIND}, "
        "metadata: {name: acme-platform, version: 1.0.0, owner: platform-team@example.com}, "
        "plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}}"
    ),
}
_BY_NAME = {kind.value: kind for kind in FileKind}
_OF_A_PRODUCT = frozenset({"metadata", "transforms"})
_OF_A_MANIFEST = frozenset({"metadata", "plugins", "governance", "parent_manifest"})


def kind_of(path: Path, document: Document) -> FileKind | None:
    """Return the kind of a document, ``None`` for a file of another program.

    What the text says goes before the file's name: a manifest may be called anything, and another
    program's ``manifest.yaml`` is not one of ours. A data contract is a part of what it stands
    beside, and nothing by itself.
    """
    if path.name in CONTRACT_NAMES:
        return None
    version = document.node("apiVersion")
    said = _said(document)
    if said is not None and version is not None and str(version.value).startswith(API_GROUP):
        return said
    if kind_by_name(path) is FileKind.PRODUCT:
        return FileKind.PRODUCT
    if API_GROUP in document.text.text and not document.is_foreign:
        return said or FileKind.MANIFEST
    return None


def kind_by_name(path: Path) -> FileKind | None:
    """Return the kind of the file that has this name, whatever is in it."""
    if path.name in SPEC_NAMES or spelt_as_a_product(path.name):
        return FileKind.PRODUCT
    return FileKind.MANIFEST if path.name in MANIFEST_NAMES else None


def kind_of_named(path: Path, document: Document) -> FileKind | None:
    """Return the kind of a file that a person names, ``None`` for one of another program.

    Named, a file of which floe cannot tell that it is its own is looked at all the same, as what
    its ``kind`` says, or as what its fields and its name look like.
    """
    known = kind_of(path, document)
    if known is not None:
        return known
    keys = fields_of(document.root).keys()
    if document.node("kind") is None:
        if path.name in MANIFEST_NAMES and not (keys and _OF_A_MANIFEST.isdisjoint(keys)):
            return FileKind.MANIFEST
        if keys >= _OF_A_PRODUCT:
            return FileKind.PRODUCT
    has_only_comments = document.root is None
    is_of_others = document.is_foreign or path.name in (*CONTRACT_NAMES, PROJECT_FILE)
    if has_only_comments or is_of_others:
        return None
    return _said(document) or FileKind.PRODUCT


def _said(document: Document) -> FileKind | None:
    kind = document.node("kind")
    return None if kind is None else _BY_NAME.get(str(kind.value))
