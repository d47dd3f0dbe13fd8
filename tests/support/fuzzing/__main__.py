"""``python -m fuzzing``: fuzz a target for a while, or run one input again."""

from __future__ import annotations

import argparse
import secrets
import sys
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

from .coverage import Edges, traced

_FOLDER = Path(".cache/fuzzing")
_TARGETS = ("documents", "server")


def main() -> int:
    """Fuzz and print the figures.

    Returns:
        0 when nothing broke, else 1.
    """
    options = _options()
    if options.replay is not None:
        return _run_again(options.replay)
    with ExitStack() as stack:
        edges = None if options.unguided else traced(stack)
        target = _target(options.target)
        return _fuzz(target, options, edges)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzzing", description=__doc__)
    parser.add_argument("target", nargs="?", choices=_TARGETS, default=_TARGETS[0])
    parser.add_argument("--seconds", type=float, help="how long to run")
    parser.add_argument("--executions", type=int, help="how many inputs to run")
    parser.add_argument("--operations", type=int, help="how much to ask for in all of them")
    parser.add_argument("--seed", type=int, help="of the random numbers; a new one by default")
    parser.add_argument("--unguided", action="store_true", help="do not look at what is reached")
    parser.add_argument(
        "--folder", type=Path, default=_FOLDER, help="for what is kept (default: %(default)s)"
    )
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run one input again")
    return parser.parse_args()


def _target(name: str) -> Any:
    # Imported here, under the tracing.
    if name == "documents":
        from .documents import Documents

        return Documents()
    from .server import ServerDoor

    return ServerDoor()


def _fuzz(target: Any, options: argparse.Namespace, edges: Edges | None) -> int:
    from .driver import Bounds, Driver

    seed = secrets.randbits(32) if options.seed is None else options.seed
    print(
        f"{target.name}, seed {seed}, {'by coverage' if edges is not None else 'unguided'}",
        flush=True,
    )
    chance = Random(seed)  # noqa: S311 - changes of a text, no secret
    driver = Driver(target, chance, options.folder, edges, lambda text: print(text, flush=True))
    figures = driver.run(Bounds(options.executions, options.operations, options.seconds))
    print(figures)
    return int(bool(figures.failures))


def _run_again(path: Path) -> int:
    from .failures import broken_by

    target = _target(path.name.partition("-")[0])
    found = broken_by(target, target.loaded(path.read_text(encoding="utf-8")))
    print("nothing is broken" if found is None else f"{found.signature}\n{found.trace}")
    return int(found is not None)


if __name__ == "__main__":
    sys.exit(main())
