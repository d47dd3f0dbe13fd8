"""``floe`` as a whole process: against the released compiler, its start, what it imports."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .measuring import Cost, environment, of_processes
from .products import commit, write_product
from .table import Row

RELEASED_VARIABLE = "FLOE_TEST_RELEASED_PYTHON"
"""Names the interpreter of an environment that holds the released compiler."""

_TIMES_FASTER = 6
_PEAK_MIB = 70
_HELP_MS = 60
_PROTOCOL = ("lsprotocol", "pygls")
_IMPORTS = """
import sys
from floe_lsp.cli.main import main
code = main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""


def measure(folder: Path, runs: int) -> Iterator[Row]:
    """Yield the rows of a compile of 50 transforms and of ``floe --help``."""
    spec = write_product(folder, 50)
    commit(folder)
    floe = str(Path(sys.executable).with_name("floe"))
    paths = ("--spec", str(spec), "--manifest", str(folder / "manifest.yaml"))
    ours: tuple[str, ...] = (floe, "compile", *paths, "--output", str(folder / "ours.json"))
    commands: list[tuple[str, ...]] = [ours]
    released = os.environ.get(RELEASED_VARIABLE)
    if released:
        other = str(Path(released).with_name("floe"))
        output = str(folder / "released.json")
        commands.append((other, "platform", "compile", *paths, "--output", output))
    yield from _compile(of_processes(commands, folder, runs))
    yield _imports(ours[1:], folder)
    yield _help(floe, folder, runs)


def _compile(costs: list[Cost]) -> Iterator[Row]:
    ours, *others = costs
    what = "`floe compile`, 50 transforms"
    yield Row(f"{what}, time", _times(ours))
    for released in others:
        yield Row("the same by the released compiler", f"{_times(released)}, {_mib(released)}")
        ratio = released.wall / ours.wall
        yield Row(
            "times faster than the released compiler",
            f"{ratio:.1f}",
            f"≥ {_TIMES_FASTER}",
            ratio >= _TIMES_FASTER,
        )
    yield Row(f"{what}, peak memory", _mib(ours), f"< {_PEAK_MIB} MiB", ours.peak < _PEAK_MIB)


def _imports(arguments: tuple[str, ...], folder: Path) -> Row:
    done = subprocess.run(
        (sys.executable, "-c", _IMPORTS, *arguments),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    modules = done.stderr.splitlines()[-1].split()
    found = [name for name in modules if name.partition(".")[0] in _PROTOCOL]
    measured = f"{len(found)} of {len(modules)}"
    return Row("modules of the protocol among those imported", measured, "0", not found)


def _help(floe: str, folder: Path, runs: int) -> Row:
    commands = [(floe, "--help"), (sys.executable, "-c", "pass")]
    shown, nothing = of_processes(commands, folder, 2 * runs)
    more = Cost(shown.wall - nothing.wall, shown.cpu - nothing.cpu)
    what = "`floe --help` more than `python -c pass`"
    return Row(what, _times(more), f"< {_HELP_MS} ms", more.wall < _HELP_MS)


def _times(cost: Cost) -> str:
    return f"{cost.wall:.0f} ms (CPU {cost.cpu:.0f})"


def _mib(cost: Cost) -> str:
    return f"{cost.peak:.0f} MiB"
