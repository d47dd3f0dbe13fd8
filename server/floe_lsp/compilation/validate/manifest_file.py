"""A valid manifest together with the document that it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from floe_lsp.compilation.documents import Document
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest

ManifestData = dict[str, Any]
"""A manifest, or a part of one such as its ``governance``, as plain data."""


@dataclass(frozen=True)
class ManifestFile:
    """A valid manifest with the document that it was read from."""

    document: Document
    manifest: PlatformManifest
