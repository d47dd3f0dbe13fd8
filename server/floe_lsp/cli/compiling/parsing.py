"""``dbt parse`` beside many products, several at a time.

Each is a process of its own; the threads here only wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event

from floe_lsp.cli.dbt_parse import DbtParse, ProjectRun
from floe_lsp.compilation.load.manifests import ManifestOption
from floe_lsp.files.names import PROJECT_FILE

from .crew import cores

_HEARD = 0.2
"""Seconds between two looks; without a limit Ctrl-C is not heard on every system."""


def runs_of(
    dbt: DbtParse, specs: Iterable[Path], manifest: ManifestOption | None
) -> list[ProjectRun]:
    """Return what is to be run beside products, once for each project."""
    runs = (dbt.run_of(spec, manifest) for spec in specs)
    return [run for run in runs if run is not None]


def parse_all(
    dbt: DbtParse, runs: Sequence[ProjectRun], jobs: int, done: Callable[[Path], None]
) -> None:
    """Let dbt parse projects, and keep how each ended.

    Args:
        dbt: Runs it.
        runs: The projects.
        jobs: How many are parsed at once, 0 for one on each core.
        done: Called with the file of each project that is done.
    """
    if not runs:
        return
    stop = Event()
    with ThreadPoolExecutor(min(jobs or cores(), len(runs))) as pool:
        try:
            running: dict[Future[str | None], ProjectRun] = {
                pool.submit(dbt.problem_of, run, stop): run for run in runs
            }
            left = set(running)
            while left:
                finished, left = wait(left, _HEARD, FIRST_COMPLETED)
                for each in finished:
                    dbt.keep(running[each], each.result())
                    done(running[each].project / PROJECT_FILE)
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
