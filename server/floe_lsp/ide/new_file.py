"""A file that is created, as plain data: a product's, or the manifest that it names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class NewFile:
    """A file that is created where there is none."""

    path: Path
    text: str
