"""Every operation on texts of n and 2n things: what grows with the square takes four times as long.

A text on which an operation takes more than three times as long is doubled again.

``python -m benchmarks doubling`` prints the table. Texts are those of ``growing``, operations those
of ``operations``: what an editor asks for and every report.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .growing import FAMILIES, Family
from .operations import operations
from .products import MANIFEST
from .table import aligned

_THINGS = 600
_RATIO = 3.0
"""Twice is linear, four times is quadratic; caches and the collector blur both."""
_FLOOR = 0.01
"""Seconds below which a time says nothing."""
_TRIES = 2
"""How often a ratio that is too large is measured again; the least time of each counts."""
_DOUBLINGS = 3
"""How often a text is doubled. What grows with the square shows it each time; work that begins at
some length, or goes up to a limit, shows it once."""


@dataclass(frozen=True)
class Growth:
    """What one operation took on one text, in seconds of the processor."""

    operation: str
    family: str
    things: int
    some: float
    twice: float

    @property
    def ratio(self) -> float:
        """How much longer twice the things took."""
        return self.twice / max(self.some, 1e-6)


def report(names: Iterable[str] = FAMILIES) -> tuple[str, bool]:
    """Return the table of the worst text of each operation, and whether all are linear."""
    worst: dict[str, Growth] = {}
    _times(FAMILIES["transforms"], 3)
    # What is imported is never collected: to look through it before each operation costs the most.
    gc.freeze()
    for name in names:
        for found in measure(name, FAMILIES[name]):
            known = worst.get(found.operation)
            if known is None or found.ratio > known.ratio:
                worst[found.operation] = found
    rows = [
        (
            each.operation,
            each.family,
            f"{each.things:,} → {2 * each.things:,}",
            f"{each.some * 1000:.0f} → {each.twice * 1000:.0f} ms",
            f"{each.ratio:.1f}",
            "met" if each.ratio <= _RATIO else "missed",
        )
        for each in sorted(worst.values(), key=lambda each: -each.ratio)
    ]
    head = ("operation", "its worst text", "things", "time", "times", "≤ 3")
    return aligned((head, *rows)), all(each.ratio <= _RATIO for each in worst.values())


def measure(name: str, family: Family) -> Iterator[Growth]:
    """Yield how each operation grows on one text, of those that take long enough to tell.

    What grows too much is doubled again, and the doubling on which it grows least counts.
    """
    least: dict[str, Growth] = {}
    for doubling in range(_DOUBLINGS):
        slow = {each.operation: each for each in _doubled(name, family, _THINGS * 2**doubling)}
        for operation, known in list(least.items()):
            found = slow.get(operation)
            if found is None and known.ratio > _RATIO:
                del least[operation]  # it takes no time on a text that is longer
            elif found is not None and found.ratio < known.ratio:
                least[operation] = found
        if doubling == 0:
            least = slow
        if all(each.ratio <= _RATIO for each in least.values()):
            break
    yield from least.values()


def _doubled(name: str, family: Family, things: int) -> Iterator[Growth]:
    twice = _times(family, 2 * things)
    slow = {operation for operation, seconds in twice.items() if seconds >= _FLOOR}
    if not slow:
        return
    some = _times(family, things)
    for _ in range(_TRIES):
        if all(twice[each] <= _RATIO * some[each] for each in slow if each in some):
            break
        some = _least(some, _times(family, things))
        twice = _least(twice, _times(family, 2 * things))
    for operation in sorted(slow & some.keys()):
        yield Growth(operation, name, things, some[operation], twice[operation])


def _least(first: dict[str, float], second: dict[str, float]) -> dict[str, float]:
    return {name: min(seconds, second.get(name, seconds)) for name, seconds in first.items()}


def _times(family: Family, things: int) -> dict[str, float]:
    """Return what each operation takes, each done once, on a new text."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        path = write(Path(name), family.text(things), is_manifest=family.is_manifest)
        for operation, call in operations(path):
            gc.collect()
            begun = time.process_time()
            result = call()
            found[operation] = time.process_time() - begun
            del result
    return found


def write(folder: Path, text: str, *, is_manifest: bool) -> Path:
    """Write a product with the house's manifest above it, or a manifest; return its path."""
    path = folder / ("manifest.yaml" if is_manifest else "floe.yaml")
    if not is_manifest:
        (folder / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path
