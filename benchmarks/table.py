"""The results as a Markdown table, on the terminal and in docs/benchmarks.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_COLUMNS = ("what", "target", "measured", "verdict")


@dataclass(frozen=True)
class Row:
    """One result. ``met`` is ``None`` for a figure without a target."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None


def markdown(rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table with columns of even width."""
    verdicts = {True: "met", False: "missed", None: ""}
    cells = [(row.what, row.target, row.measured, verdicts[row.met]) for row in rows]
    return aligned((_COLUMNS, *cells))


def aligned(cells: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table of a heading and lines, with columns of even width."""
    widths = [max(len(line[index]) for line in cells) for index in range(len(cells[0]))]
    lines = [
        "| "
        + " | ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join((lines[0], rule, *lines[1:])) + "\n"


def write_between_markers(page: Path, text: str, name: str = "table") -> None:
    """Put ``text`` between the markers ``<!-- NAME -->`` and ``<!-- end -->`` of a page."""
    before = page.read_text(encoding="utf-8")
    markers = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    # Where nothing stands between them, the end of the next table would match as well.
    after, count = markers.subn(lambda _: text, before, count=1)
    if count != 1:
        raise SystemExit(f"{page} has no place for the table: <!-- {name} --> and <!-- end -->")
    page.write_text(after, encoding="utf-8")
