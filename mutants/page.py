"""Writes docs/mutants.md: the figures, and each survivor with the reason why it does no harm."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from ruamel.yaml import YAML

from .mutant import Mutant
from .reach import Reach
from .runner import Outcome
from .trees import REPOSITORY, SERVER

PAGE: Final = REPOSITORY / "docs" / "mutants.md"
_REASONS: Final = Path(__file__).with_name("harmless.yaml")
_TARGET: Final = 0.9

_INTRODUCTION = """\
# Tests that notice

`make mutants` breaks the code in small ways, one at a time, runs the fast tests that reach what is
broken, and writes this page. The code is that of the files that hold a promise
(`mutants/promises.py`): what they do wrong does harm that nobody sees at once. Two kinds of faults
are planted: those that went unnoticed when they were planted by hand once (`mutants/planted.py`),
and a sample, chosen by a fixed seed, of all that `mutants/operators.py` makes. It changes or leaves
out a comparison, a condition, a number, a name, an argument, a call, a lock, a caught exception.
What no test could see is left alone: texts for a reader, types, what is for another platform.

A mutant is noticed when a test fails with it that passes without it.
"""


def reasons() -> Mapping[str, str]:
    """Return why a survivor does no harm, by its name."""
    load = cast("Mapping[str, str]", YAML(typ="safe").load(_REASONS))  # pyright: ignore[reportUnknownMemberType]
    return load or {}


@dataclass(frozen=True)
class Report:
    """What came of a run."""

    outcomes: Sequence[tuple[Mutant, Outcome]]
    seed: int
    reach: Reach
    seconds: float

    @property
    def survivors(self) -> list[Mutant]:
        """The mutants that no test noticed, in the order of their places."""
        found = [mutant for mutant, outcome in self.outcomes if outcome.noticed_by is None]
        return sorted(found, key=lambda each: (each.path, each.lines))

    @property
    def enough(self) -> bool:
        """Whether as many were noticed as should be."""
        return len(self.survivors) <= (1 - _TARGET) * len(self.outcomes)

    def summary(self) -> str:
        """Return the figures."""
        number = len(self.outcomes)
        noticed = number - len(self.survivors)
        tests = self.reach.seconds
        figures = (
            f"{noticed} of {number} mutants are noticed, {noticed / max(number, 1):.1%}; at least"
            f" {_TARGET:.0%} should be. Seed {self.seed}, Python {platform.python_version()}."
        )
        times = (
            f"The {len(tests)} fast tests take {sum(tests.values()) / 60:.1f} minutes one after"
            f" another under coverage; the mutants took {self.seconds / 60:.1f} minutes."
        )
        return "\n".join((figures, "", times, "", *self._table()))

    def write(self) -> None:
        """Write the page."""
        blocks = [_INTRODUCTION, self.summary(), "## What no test notices, and why it does no harm"]
        known = reasons()
        for mutant in self.survivors:
            content = (REPOSITORY / mutant.path).read_bytes()
            place = f"{Path(mutant.path).relative_to(SERVER).as_posix()}:{mutant.lines[0]}"
            reason = known.get(mutant.name, "Not explained yet.")
            blocks += [
                f"`{place}`, {mutant.edit.kind} ({mutant.name}). {reason}",
                f"```diff\n{mutant.edit.difference(content)}\n```",
            ]
        _ = PAGE.write_text("\n\n".join(each.strip("\n") for each in blocks) + "\n", "utf-8")

    def _table(self) -> Iterator[str]:
        planted = Counter(mutant.promise for mutant, _ in self.outcomes)
        survived = Counter(mutant.promise for mutant in self.survivors)
        yield "| promise | mutants | noticed |"
        yield "|---|---|---|"
        for promise, number in planted.items():
            yield f"| {promise} | {number} | {number - survived[promise]} |"
