"""``python -m benchmarks``: measure everything and print the table."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from . import (
    analysis,
    bombs,
    dbt_projects,
    doubling,
    governance,
    hostile,
    many_products,
    patterns,
    secret_search,
    server,
    whole_processes,
    workspace,
)
from .table import Row, markdown, write_between_markers

_PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
_BY_ITSELF = {"bombs": bombs.report, "doubling": doubling.report}
_HOSTILE_SECONDS = 1
_HOSTILE_MIB = 200


def main() -> int:
    """Measure and print.

    Returns:
        0 when every target is met, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="runs of each (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write the table to {_PAGE.name}")
    parser.add_argument(
        "only", nargs="?", choices=_BY_ITSELF, help="print one table and nothing else"
    )
    options = parser.parse_args()
    if options.only is not None:
        return _only(options.only, write=options.write)
    with TemporaryDirectory(prefix="floe-bench-") as folder:
        rows = list(_rows(Path(folder), options.runs))
        beside, fast_enough = server.report(Path(folder) / "server")
        many, linear = workspace.report(Path(folder) / "workspace")
    alone = {name: report() for name, report in _BY_ITSELF.items()}
    text = f"{_machine()}, medians of {options.runs} runs\n\n{markdown(rows)}"
    print(f"{text}\n{beside}\n{many}")
    for table, _ in alone.values():
        print(table)
    if options.write:
        write_between_markers(_PAGE, text)
        write_between_markers(_PAGE, beside, "server")
        write_between_markers(_PAGE, many, "workspace")
        for name, (table, _) in alone.items():
            write_between_markers(_PAGE, table, name)
    if not os.environ.get(whole_processes.RELEASED_VARIABLE):
        print(f"{whole_processes.RELEASED_VARIABLE} is not set: no comparison", file=sys.stderr)
    met = fast_enough and linear and all(row.met is not False for row in rows)
    met = met and all(each_met for _, each_met in alone.values())
    return int(not met)


def _only(name: str, *, write: bool) -> int:
    """Measure, print and perhaps write one table that stands by itself."""
    text, met = _BY_ITSELF[name]()
    print(text)
    if write:
        write_between_markers(_PAGE, text, name)
    return int(not met)


def _rows(folder: Path, runs: int) -> Iterator[Row]:
    yield from whole_processes.measure(folder / "processes", runs)
    yield from many_products.measure(folder / "many", runs)
    for what, seconds, peak in hostile.measure():
        yield Row(
            what,
            f"{seconds:.2f} s, {peak:.0f} MiB",
            f"< {_HOSTILE_SECONDS} s, < {_HOSTILE_MIB} MiB",
            seconds < _HOSTILE_SECONDS and peak < _HOSTILE_MIB,
        )
    yield from patterns.measure(runs)
    yield from analysis.measure(folder / "analysis", runs)
    yield from dbt_projects.measure(folder / "dbt", runs)
    yield from secret_search.measure(folder / "secrets", runs)
    yield from governance.measure(folder / "governance", runs)


def _machine() -> str:
    cores = os.cpu_count() or 1
    return f"Python {platform.python_version()}, {platform.system()}, {cores} cores"


if __name__ == "__main__":
    sys.exit(main())
