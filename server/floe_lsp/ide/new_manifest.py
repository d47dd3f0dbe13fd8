"""New manifests: the smallest one that is valid, for a platform that is still to be described."""

from __future__ import annotations

from pathlib import Path

from floe_lsp.schemas.types.formats import MANIFEST_NAME, slug

from .completion.file_templates import manifest_template
from .completion.snippets import filled

_SUFFIX = "-platform"
_EXAMPLE = "platform-team@example.com"
_LONGEST = 40
"""Characters of the folder's name; with what is added they are far fewer than a name may have."""


def manifest_text(folder: Path, owner: str | None = None) -> str:
    """Return the text of a manifest that stands in ``folder``; DuckDB needs no server.

    An owner that is not known is an example, of which a comment in its line says so.

    Args:
        folder: Its name is in that of the platform.
        owner: Who answers for the platform, where that is known.
    """
    near = slug(folder.name)[:_LONGEST].rstrip("-") + _SUFFIX
    name = near if MANIFEST_NAME.accepts(near) else "my-platform"
    if owner:
        return filled(manifest_template(name, owner))
    text = filled(manifest_template(name, _EXAMPLE))
    return text.replace(_EXAMPLE, f"{_EXAMPLE}  # an example: write who owns the platform", 1)
