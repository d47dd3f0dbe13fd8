"""The manifests of a workspace that a product may name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from floe_lsp.compilation import Sources
from floe_lsp.compilation.load.file_kind import FileKind, kind_of
from floe_lsp.dbt.files import folders_below
from floe_lsp.files.names import SPEC_NAMES, YAML_SUFFIXES
from floe_lsp.schemas.versions import API_GROUP
from floe_lsp.wording.file_paths import seen_from

_MOST_FILES = 100
"""Files that are called like manifests and are looked into."""
_LOOKED_AT = 16_384
"""Characters in which a manifest says that it is one of floe's."""


def manifests_below(roots: Sequence[Path], sources: Sources) -> Iterator[Path]:
    """Yield the manifests of floe in some folders and below."""
    named = (
        folder / name
        for root in roots
        for folder, listing in folders_below(root, sources)
        for name in listing.files
        if "manifest" in name and name.endswith(YAML_SUFFIXES) and name not in SPEC_NAMES
    )
    for path in islice(named, _MOST_FILES):
        # The text first: the YAML of another program is not worth a parse.
        if API_GROUP in (sources.text(path) or "")[:_LOOKED_AT]:
            try:
                document = sources.document(path)
            except OSError:
                continue
            if kind_of(path, document) is FileKind.MANIFEST:
                yield path


def distance(path: Path, folder: Path) -> int:
    """Return over how many folders the way leads from a folder to a file."""
    return seen_from(folder, path).count("/")
