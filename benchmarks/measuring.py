"""What a piece of work costs, in this process and in one of its own."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""``ru_maxrss`` counts bytes on macOS and KiB elsewhere (getrusage(2))."""

_STATUS = Path("/proc/self/status")
"""Where Linux says the peak; its ``ru_maxrss`` begins with that of the parent (getrusage(2))."""

_MEASURED = """
import os, sys, time
started = time.perf_counter()
child = os.fork()
if child == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Runs a command from a small process: on Linux the peak of a process begins with its parent's."""


@dataclass(frozen=True)
class Cost:
    """Time in milliseconds and memory in MiB.

    ``cpu`` is user and system time, which other programs on the machine hardly change. ``peak`` is
    the largest resident set, 0 where it is not measured.
    """

    wall: float
    cpu: float
    peak: float = 0.0


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        median(cost.peak for cost in costs),
    )


def of_call(call: Callable[[], object], runs: int) -> Cost:
    """Return the median cost of a call in this process, after one that doesn't count.

    What a call returns is dropped, and garbage is collected, between the runs.
    """
    call()
    costs: list[Cost] = []
    for _ in range(runs):
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        result = call()
        costs.append(Cost((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
        del result
    return middle(costs)


def of_processes(commands: Sequence[Sequence[str]], folder: Path, runs: int) -> list[Cost]:
    """Return the median cost of each command as a whole process, children included.

    The commands take turns, so that a busy moment meets all of them. One turn before the first
    that counts fills the caches of the disk and of Python's bytecode.
    """
    turns = [[_of_process(command, folder) for command in commands] for _ in range(runs + 1)]
    return [middle(costs) for costs in zip(*turns[1:], strict=True)]


def peak() -> float:
    """Return the MiB of the largest resident set of this process so far."""
    if _STATUS.exists():
        line = next(each for each in _STATUS.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT / 2**20


def environment() -> dict[str, str]:
    """Return an environment in which Python keeps bytecode, as it does unless told otherwise."""
    without = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "FLOE_LOG_LEVEL"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in without and not name.startswith("OTEL_")
    }


def _of_process(command: Sequence[str], folder: Path) -> Cost:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _MEASURED, *command],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    wall, cpu, peak = map(float, done.stdout.split())
    return Cost(wall * 1000, cpu * 1000, peak * _MAXRSS_UNIT / 2**20)
