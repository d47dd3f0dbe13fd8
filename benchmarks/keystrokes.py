"""``python -m benchmarks.keystrokes FIGURES``: the tables of what the tests in VS Code measured.

``make typing`` runs those tests, which write FIGURES (JSON), and then this.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from .table import Row, aligned, markdown, write_between_markers

_PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
_TEXTS = {"nothing": "from nothing", "product": "into a product", "whole": "a whole example"}
_SOON_MS = 700
"""From leaving a line to the squiggle of its mistake, in milliseconds."""

_Counts = Mapping[str, Any]
_Bound = Callable[[_Counts], bool]


def main() -> int:
    """Print the tables, and write them into the page when asked.

    Returns:
        0 when every target is met, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.keystrokes", description=__doc__)
    parser.add_argument("figures", type=Path, help="what the tests wrote")
    parser.add_argument("--write", action="store_true", help=f"write the tables to {_PAGE.name}")
    options = parser.parse_args()
    figures = json.loads(options.figures.read_text(encoding="utf-8"))
    quiet, is_quiet = _quiet(figures)
    times = list(_times(figures))
    soon = markdown(times)
    print(f"{quiet}\n{soon}")
    if options.write:
        write_between_markers(_PAGE, quiet, "typing")
        write_between_markers(_PAGE, soon, "typing times")
    return int(not (is_quiet and all(row.met is not False for row in times)))


def _quiet(figures: Mapping[str, _Counts]) -> tuple[str, bool]:
    """Return what is shown of correct text while it is typed, and whether the targets are met."""
    texts = {name: counts for name, counts in figures.items() if name in _TEXTS}
    cells = [("what", "target", *(_TEXTS[name] for name in texts), "verdict")]
    all_met = True
    for what, target, said, bound in _ROWS:
        met = None if bound is None else all(map(bound, texts.values()))
        all_met &= met is not False
        verdict = {True: "met", False: "missed", None: ""}[met]
        cells.append((what, target, *map(said, texts.values()), verdict))
    return aligned(cells), all_met


def _share(where: str, kind: str) -> Callable[[_Counts], str]:
    return lambda counts: f"{100 * counts[where][kind] / counts['keys']:.1f} %"


def _count(name: str) -> Callable[[_Counts], str]:
    return lambda counts: str(counts[name])


_ROWS: Sequence[tuple[str, str, Callable[[_Counts], str], _Bound | None]] = (
    ("lines", "", _count("lines"), None),
    ("keystrokes", "", _count("keys"), None),
    ("from key to key, median", "", lambda counts: f"{median(counts['gaps']):.0f} ms", None),
    (
        "keystrokes with an error on another line",
        "0 %",
        _share("elsewhere", "error"),
        lambda counts: counts["elsewhere"]["error"] == 0,
    ),
    (
        "keystrokes with an error on the typed line",
        "< 3 %",
        _share("here", "error"),
        lambda counts: counts["here"]["error"] < 0.03 * counts["keys"],
    ),
    ("keystrokes with a warning on any other line", "", _share("elsewhere", "warning"), None),
    ("Enters swallowed", "0", _count("swallowed"), lambda counts: counts["swallowed"] == 0),
    ("texts inserted unasked", "0", _count("inserted"), lambda counts: counts["inserted"] == 0),
    (
        "lines whose indentation was corrected",
        "≤ 1 in 30",
        _count("corrections"),
        lambda counts: counts["corrections"] <= counts["lines"] // 30,
    ),
    ("lines that begin further left, by Backspace", "", _count("blocksLeft"), None),
)


def _times(figures: Mapping[str, Any]) -> list[Row]:
    """Return what passes until a finding is there, and until it is shown."""
    seen: Mapping[str, _Counts | None] = figures["mistakes"]["seen"]
    left = [each["milliseconds"] for each in seen.values() if each is not None]
    soon = sum(each <= _SOON_MS for each in left)
    analysis: list[float] = figures.get("analysis", [])
    rows = [
        Row(
            "mistakes shown within 0.7 s of leaving the line",
            f"{soon} of {len(seen)}",
            f"{len(seen)} of {len(seen)}",
            soon == len(seen),
        ),
        _row("leaving the line to the squiggle", left),
    ]
    if analysis:
        rows.insert(0, _row("keystroke to the finished analysis", analysis))
    if "still" in figures:
        rows.append(_row("a mistake that stands: last keystroke to the squiggle", figures["still"]))
        rows.append(_row("a mistake that is fixed: keystroke to no squiggle", figures["cleared"]))
    return rows


def _row(what: str, times: Sequence[float]) -> Row:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))] if ordered else 0
    return Row(f"{what}, median and p95", f"{median(ordered):.0f} ms, {p95:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
