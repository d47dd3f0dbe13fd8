"""The merged manifest as the lines of a YAML file, each value with what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from floe_lsp.compilation.resolve.origins import is_joined
from floe_lsp.syntax import Path
from floe_lsp.syntax.emit import Data, emit_flow, emit_scalar


@dataclass(frozen=True)
class ManifestLine:
    """A line of a manifest in block form."""

    path: Path
    """What stands in it."""
    text: str
    is_value: bool
    """Whether it holds a value, and not only the key of what stands below it."""

    def with_comment(self, comment: str) -> str:
        """Return the line, with what is said of its value as a comment."""
        return f"{self.text}  # {comment}" if self.is_value else self.text


def manifest_lines(data: Mapping[str, Data], above: Path = ()) -> Iterator[ManifestLine]:
    """Yield the lines of a manifest, or of a mapping in it.

    A list to which tiers add has a line for each entry; any other stands in the line of its key.

    Args:
        data: The mapping.
        above: The path to it.
    """
    margin = "  " * len(above)
    for key, value in data.items():
        path = (*above, key)
        name = f"{margin}{emit_scalar(key)}:"
        if isinstance(value, Mapping) and value:
            yield ManifestLine(path, name, is_value=False)
            yield from manifest_lines(cast("Mapping[str, Data]", value), path)
        elif isinstance(value, list) and value and is_joined(path):
            yield ManifestLine(path, name, is_value=False)
            for index, each in enumerate(value):
                text = f"{margin}  - {emit_flow(each)}"
                yield ManifestLine((*path, index), text, is_value=True)
        else:
            yield ManifestLine(path, f"{name} {emit_flow(value)}", is_value=True)
