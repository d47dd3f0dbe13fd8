"""COMPILE: the digest of all that an artifact is made of, ``metadata.source_hash``.

Files count whose content the artifact takes over: as bytes, so that a checkout with other line ends
has another digest, and without their paths, so that it is the same on every machine. Of a dbt
project's models the artifact holds nothing but what the policies say of them, so that counts in
their place: a model may change, and as long as nobody has anything to say of it the artifact is
the same, and so is its digest. What is no source does not count: the time, the versions of floe and
of plugins, the commit, who compiled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from floe_lsp.compilation.documents import Document

if TYPE_CHECKING:
    from floe_lsp.schemas.artifact.enforcement import EnforcementResult

_NO_SOURCE: Final = {
    "timestamp": True,
    "rbac_principal": True,
    "violations": {"__all__": {"documentation_url"}},
}
"""What of the policies' record tells of the time, of who compiled and of their settings."""


def source_hash(documents: Iterable[Document], enforcement: EnforcementResult) -> str:
    """Return the digest.

    Args:
        documents: The files in this order: floe.yaml, its manifests from its own to the topmost,
            dbt_project.yml, the data contract beside floe.yaml, those beside the manifests.
        enforcement: What the policies said.
    """
    record = enforcement.model_dump(mode="json", exclude=_NO_SOURCE)
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256()
    for content in (*(each.content for each in documents), text.encode()):
        # With its length, or lines that move from one file to the next would not be noticed.
        digest.update(f"{len(content)}:".encode() + content)
    return f"sha256:{digest.hexdigest()}"
