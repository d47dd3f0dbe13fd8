"""The six stages of a compilation."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum


class Stage(str, Enum):
    """A stage, in the order in which they run."""

    LOAD = "LOAD"
    """Read the files and parse their YAML."""
    VALIDATE = "VALIDATE"
    """Check each file against its schema and the rules that need no other file."""
    RESOLVE = "RESOLVE"
    """Find the manifest chain, merge it, and resolve plugins, engines and their options."""
    ENFORCE = "ENFORCE"
    """Apply the platform's governance."""
    COMPILE = "COMPILE"
    """Build dbt profiles and CompiledArtifacts."""
    GENERATE = "GENERATE"
    """Write the files."""

    @property
    def order(self) -> int:
        """Position in the pipeline, from 0 for LOAD."""
        return _ORDER[self]

    @property
    def exit_code(self) -> int:
        """What a command exits with when this stage fails: 1 for a file wrong by itself, else 2."""
        return 1 if self in (Stage.LOAD, Stage.VALIDATE) else 2

    def reaches(self, other: Stage) -> bool:
        """Whether a run up to this stage runs ``other`` as well."""
        return self.order >= other.order


_ORDER = {stage: index for index, stage in enumerate(Stage)}

OnStage = Callable[[Stage], None]
"""Called before each stage; it may raise to stop a run between two stages."""
