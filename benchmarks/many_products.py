"""``floe compile`` of many products in one run, as a whole process with those that it starts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from .measuring import of_processes
from .products import MANIFEST, commit, product
from .table import Row

_PRODUCTS, _TRANSFORMS = 200, 50
_CORES = 2
_SECONDS = 6
_PEAK_MIB = 250


def measure(folder: Path, runs: int) -> Iterator[Row]:
    """Yield the rows of a run in two processes and of one in a single process.

    CPU is that of all processes together, memory that of the largest one.
    """
    folder.mkdir(parents=True)
    (folder / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    for number in range(_PRODUCTS):
        home = folder / f"product-{number:03}"
        home.mkdir()
        text = product(_TRANSFORMS).replace("customer-360", home.name)
        (home / "floe.yaml").write_text(text, encoding="utf-8")
    commit(folder)
    floe = str(Path(sys.executable).with_name("floe"))
    commands = [(floe, "compile", "--all", "--jobs", str(jobs)) for jobs in (_CORES, 1)]
    several, alone = of_processes(commands, folder, max(1, runs // 3))
    yield Row(
        f"`floe compile`, {_PRODUCTS} products of {_TRANSFORMS}, in {_CORES} processes",
        f"{several.wall / 1000:.1f} s",
        f"< {_SECONDS} s",
        several.wall < _SECONDS * 1000,
    )
    each = several.cpu / _CORES
    yield Row(
        "the same, CPU of each process",
        f"CPU {each / 1000:.1f} s",
        f"< {_SECONDS} s",
        each < _SECONDS * 1000,
    )
    yield Row("the same in one process", f"{alone.wall / 1000:.1f} s (CPU {alone.cpu / 1000:.1f})")
    peak = max(several.peak, alone.peak)
    yield Row(
        "the same, peak memory of a process",
        f"{peak:.0f} MiB",
        f"< {_PEAK_MIB} MiB",
        peak < _PEAK_MIB,
    )
