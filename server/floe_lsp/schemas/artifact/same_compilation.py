"""Whether an artifact and the file beside it are of one compilation."""

from typing import Final

from floe_lsp.schemas.types.raw import is_mapping

_SAME: Final = ("source_hash", "compiled_at", "product_name", "product_version")
"""What of the metadata tells it."""


def is_of_compilation(metadata: object, orchestration: object) -> bool:
    """Return whether the content of ``orchestration.json`` is of the compilation of an artifact.

    Args:
        metadata: That of the artifact.
        orchestration: The plain data of the file.
    """
    there = orchestration.get("metadata") if is_mapping(orchestration) else None
    return (
        is_mapping(metadata)
        and is_mapping(there)
        and all(name in there and there[name] == metadata.get(name) for name in _SAME)
    )
