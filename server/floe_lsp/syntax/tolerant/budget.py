"""A bound on the work that scans of a broken text may do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Budget:
    """Work that all scans of one text may do together, so that a bad text costs no more."""

    steps: int = 100_000
    """Lines and tokens that may still be looked at in scans of the whole text."""

    def spend(self) -> bool:
        """Count one step; return whether it may be taken."""
        self.steps -= 1
        return self.steps >= 0

    def exhaust(self) -> None:
        """Spend all that is left."""
        self.steps = min(self.steps, -1)

    @property
    def is_spent(self) -> bool:
        """Whether a scan has been cut short."""
        return self.steps < 0
