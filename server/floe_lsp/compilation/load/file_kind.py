"""Which of the two files that floe reads a document is."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from pydantic import BaseModel

from floe_lsp.compilation.declared_kind import DBT_PROJECT
from floe_lsp.compilation.documents import Document
from floe_lsp.files.names import MANIFEST_NAMES, SPEC_NAMES, spelt_as_a_product
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.versions import API_GROUP, MANIFEST_KIND, SPEC_KIND


class FileKind(str, Enum):
    """A file that floe reads, by the ``kind`` that it says."""

    PRODUCT = SPEC_KIND
    MANIFEST = MANIFEST_KIND

    @property
    def model(self) -> type[BaseModel]:
        """The contract of such a file."""
        return FloeSpec if self is FileKind.PRODUCT else PlatformManifest


_BY_NAME = {kind.value: kind for kind in FileKind}


def kind_of(path: Path, document: Document) -> FileKind | None:
    """Return the kind of a document, ``None`` for a file of another program.

    What the text says goes before the file's name: a manifest may be called anything, and another
    program's ``manifest.yaml`` is not one of ours.
    """
    version = document.node("apiVersion")
    if version is not None and str(version.value).startswith(API_GROUP):
        kind = document.node("kind")
        found = None if kind is None else _BY_NAME.get(str(kind.value))
        if found is not None:
            return found
    if path.name in SPEC_NAMES or spelt_as_a_product(path.name):
        return FileKind.PRODUCT
    return FileKind.MANIFEST if API_GROUP in document.text.text else None


def kind_of_named(path: Path, document: Document) -> FileKind | None:
    """Return the kind of a file that a person names, ``None`` for one of another program.

    Named, a file of which floe cannot tell that it is its own is looked at all the same, as what
    its name says or as what the text looks like.
    """
    known = kind_of(path, document)
    if known is not None:
        return known
    kind = document.node("kind")
    if kind is None and path.name in MANIFEST_NAMES:
        return FileKind.MANIFEST
    is_empty = not document.text.text.strip()
    if document.is_foreign or is_empty or path.name == DBT_PROJECT:
        return None
    says_manifest = kind is not None and kind.value == FileKind.MANIFEST.value
    return FileKind.MANIFEST if says_manifest else FileKind.PRODUCT
