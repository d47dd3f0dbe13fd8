"""``python -m mutants``: plant mutants and count how many the tests notice."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory

from . import page, reach
from .choosing import all_mutants, job, sample
from .mutant import Mutant
from .planted import planted_mutants
from .promises import promised_files
from .runner import Outcome, Worker
from .trees import REPOSITORY, TESTS, copy_tree

_WORKERS = 2


def main() -> int:
    """Run and print.

    Returns:
        0 when as many were noticed as should be, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    add = parser.add_argument
    add("--number", type=int, default=300, help="how many beside the planted ones (%(default)s)")
    add("--seed", type=int, default=9, help="what chooses them (%(default)s)")
    add("--seconds", type=float, default=30, help="of tests against each (%(default)s)")
    add("--file", default="", help="only mutants of files whose path holds this")
    add("--only", nargs="*", help="only the mutants of these names")
    add("--old-reach", action="store_true", help="choose tests by an earlier run of them")
    add("--tests", nargs="+", default=list(TESTS), help="what notices them (%(default)s)")
    add("--write", action="store_true", help=f"write {page.PAGE.name}")
    options = parser.parse_args()

    planted = planted_mutants(options.file)
    made = list(all_mutants(options.file))
    if options.only is None:
        mutants = [*planted, *sample(made, options.number, options.seed)]
    else:
        mutants = [each for each in (*planted, *made) if each.name in options.only]
    start = time.monotonic()
    with TemporaryDirectory(prefix="floe-mutants-") as folder:
        trees = [copy_tree(Path(folder) / str(number)) for number in range(_WORKERS)]
        known = _reach(trees, options.tests, any_state=options.old_reach)
        outcomes = list(_run(mutants, known, trees, options))
    report = page.Report(outcomes, options.seed, known, time.monotonic() - start)
    print(report.summary())
    if options.write:
        report.write()
    return int(not report.enough)


def _reach(trees: list[Path], tests: list[str], *, any_state: bool) -> reach.Reach:
    """Return which tests reach which line, from an earlier run where nothing has changed."""
    watched = [
        path
        for folder in ("server", "tests", "docs")
        for path in (REPOSITORY / folder).rglob("*")
        if path.suffix in {".py", ".md", ".json", ".yaml"}
    ]
    state = reach.digest(watched) + " ".join(tests)
    known = reach.stored(None if any_state else state)
    if known is None:
        print("Running all tests once, to see which reach which line", flush=True)
        known = reach.measure(trees, [path for path, _ in promised_files()], tests)
        reach.store(known, state)
    return known


def _run(
    mutants: Sequence[Mutant], known: reach.Reach, trees: list[Path], options: argparse.Namespace
) -> Iterator[tuple[Mutant, Outcome]]:
    """Run each mutant in a tree that is free."""
    free: Queue[Worker] = Queue()
    for tree in trees:
        free.put(Worker(tree, options.tests))

    def outcome(mutant: Mutant) -> Outcome:
        worker = free.get()
        try:
            return worker.run(job(mutant, known, options.seconds))
        finally:
            free.put(worker)

    with ThreadPoolExecutor(len(trees)) as threads:
        for mutant, found in zip(mutants, threads.map(outcome, mutants), strict=True):
            content = (REPOSITORY / mutant.path).read_bytes()
            verdict = "survives" if found.noticed_by is None else "noticed"
            print(
                f"{mutant.name} {verdict} {mutant.path}:{mutant.lines[0]} {mutant.edit.kind} "
                f"({found.ran} tests, {found.seconds:.1f} s) {found.how} {found.noticed_by or ''}",
                flush=True,
            )
            if found.noticed_by is None:
                print(mutant.edit.difference(content), flush=True)
            yield mutant, found


if __name__ == "__main__":
    raise SystemExit(main())
