"""How far a run over many products is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

_FROM = 20
"""Fewer products are done before a person could read a progress display."""


@contextmanager
def progress(verb: str, total: int, *, quiet: bool) -> Generator[Callable[[Path], None]]:
    """Show how far a long run is, where a person watches.

    Args:
        verb: What is being done, such as ``Checking``.
        total: Of how many products.
        quiet: Whether nothing is shown.

    Yields:
        What to call with each product that is done, by any thread.
    """
    if quiet or total < _FROM or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - 60 ms, for long runs alone
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    name = TextColumn("{task.fields[name]}", markup=False)
    columns = (TextColumn(verb), BarColumn(), MofNCompleteColumn(), name)
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=total, name="")

        def advance(path: Path) -> None:
            shown.update(task, advance=1, name=path.parent.name)

        yield advance
