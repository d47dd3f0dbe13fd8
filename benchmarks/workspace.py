"""A workspace of many products under one manifest: an edit of it, and typing in the meantime.

``python -m benchmarks.workspace`` prints the table; docs/benchmarks.md explains it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from .language_client import IMPATIENT, LanguageClient
from .measuring import of_processes
from .products import MANIFEST, product
from .table import aligned, write_between_markers

_PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
_PRODUCTS, _TRANSFORMS = 1000, 20
_CHECKS = 3
_EDITS = 3
"""Of each kind, while nobody types."""
_KEYSTROKES = 40
_REST_SECONDS = 0.15
_BEGUN_SECONDS = 0.03
"""From an edit of the manifest to a keystroke in a product; the edit's work has begun by then."""
_LOOK_SECONDS = 0.05
_QUIET_SECONDS = 0.8
"""A server that used less than ``_NOISE_MS`` of CPU for so long has done what it had to do."""
_NOISE_MS = 20

_CPU_FACTOR = 1.5
_OPEN_MS = 200
_KEYSTROKE_MS = 80

_NOTHING = "# floe: ignore[E110]\n"
"""Silences nothing, so every product finds the same in the manifest that they share."""


@dataclass(frozen=True)
class Edit:
    """Two words on a line of the manifest, either of which the other replaces."""

    what: str
    line: str
    words: tuple[str, str]
    found: tuple[int, int] | None
    """How many findings an open product has with each, ``None`` when that stays the same."""


_SAME = Edit("an edit that changes no finding", "  version: ", ("1.0.0", "1.0.1"), None)
_ALL = Edit("an edit that changes a finding of each", "    enforcement: ", ("warn", "off"), (1, 0))


@dataclass(frozen=True)
class Figures:
    """What was measured with one kind of client: milliseconds, and MiB for ``peak``."""

    cpu: dict[str, float]
    wall: dict[str, float]
    findings: float
    keystroke: float
    keystroke_p95: float
    scan: float
    peak: float


@dataclass(frozen=True)
class Line:
    """One figure with its target."""

    what: str
    measured: float
    unit: str
    target: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is met, ``None`` without one."""
        return None if self.target is None else self.measured <= self.target

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in the table."""
        target = "" if self.target is None else f"≤ {self.target:.0f} {self.unit}"
        verdict = {True: "met", False: "missed", None: ""}[self.met]
        return self.what, target, f"{self.measured:.0f} {self.unit}", verdict


class _Workspace:
    """A folder of products, all below one manifest."""

    def __init__(self, folder: Path, products: int) -> None:
        self.folder = folder
        self.manifest = folder / "manifest.yaml"
        folder.mkdir(parents=True)
        self.manifest.write_text(MANIFEST + _NOTHING, encoding="utf-8")
        self.specs = [folder / f"product-{number:04}" / "floe.yaml" for number in range(products)]
        text = product(_TRANSFORMS).replace("bronze_model_0", "stg_model_0")
        for spec in self.specs:
            spec.parent.mkdir()
            spec.write_text(text, encoding="utf-8")

    @property
    def open(self) -> Path:
        """The product that somebody looks at."""
        return self.specs[len(self.specs) // 2]


class _Person:
    """Edits the manifest, and one product of it."""

    def __init__(self, client: LanguageClient, workspace: _Workspace) -> None:
        self._client = client
        self._workspace = workspace
        self._lines = workspace.manifest.read_text(encoding="utf-8").splitlines()
        self._tier_is_right = True
        self._expected = 1
        lines = workspace.open.read_text(encoding="utf-8").splitlines()
        line = next(number for number, each in enumerate(lines) if each.startswith("    tier: "))
        self._letter = (line, len(lines[line]) - 1), lines[line][-1]
        client.open(workspace.manifest)
        client.open(workspace.open)
        client.diagnostics(lambda found: len(found) == self._expected)

    def edit(self, edit: Edit) -> None:
        """Replace one of the two words by the other."""
        before, after = edit.words
        line = next(n for n, each in enumerate(self._lines) if each.startswith(edit.line))
        if not self._lines[line].endswith(before):
            before, after = after, before
        start, end = len(edit.line), len(edit.line) + len(before)
        self._lines[line] = edit.line + after
        if edit.found is not None:
            self._expected = edit.found[edit.words.index(after)]
        self._client.look_at(self._workspace.manifest)
        self._client.replace((line, start), (line, end), after)
        self._client.look_at(self._workspace.open)

    def findings(self) -> float:
        """Return the ms until the open product shows what it is expected to."""
        started = time.perf_counter()
        expected = self._expected + (not self._tier_is_right)
        self._client.diagnostics(lambda found: len(found) == expected)
        return _since(started)

    def keystroke(self) -> float:
        """Make a value of the product wrong, or right again; return the ms until that is found."""
        (line, column), letter = self._letter
        right = self._tier_is_right
        end = (line, column + right)
        self._tier_is_right = not right
        started = time.perf_counter()
        self._client.replace((line, column), end, "" if right else letter)
        self._client.diagnostics(lambda found: _has_mistake(found) is right)
        return _since(started)


def _has_mistake(found: list[dict[str, object]]) -> bool:
    return any(each["severity"] == 1 for each in found)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _until_quiet(client: LanguageClient) -> None:
    """Wait until the server rests."""
    last, worked = client.cpu(), time.perf_counter()
    while time.perf_counter() - worked < _QUIET_SECONDS:
        time.sleep(_LOOK_SECONDS)
        now = client.cpu()
        if now - last >= _NOISE_MS:
            last, worked = now, time.perf_counter()


def _session(workspace: _Workspace, command: tuple[str, ...], *, pulls: bool) -> Figures:
    with LanguageClient(command, workspace.folder, IMPATIENT, pulls=pulls) as client:
        person = _Person(client, workspace)
        _until_quiet(client)
        scan = client.since_start - _QUIET_SECONDS * 1000
        peak = client.peak()
        cpu: dict[str, list[float]] = {}
        wall: dict[str, list[float]] = {}
        findings: list[float] = []
        for edit in (_SAME, _ALL):
            for _ in range(_EDITS):
                began, started = client.cpu(), time.perf_counter()
                person.edit(edit)
                if edit.found is not None:
                    findings.append(person.findings())
                _until_quiet(client)
                worked = _since(started) - _QUIET_SECONDS * 1000
                cpu.setdefault(edit.what, []).append(client.cpu() - began)
                wall.setdefault(edit.what, []).append(worked)
        keystrokes = _typing(person)
        return Figures(
            {name: median(each) for name, each in cpu.items()},
            {name: median(each) for name, each in wall.items()},
            median(findings),
            median(keystrokes),
            quantiles(keystrokes, n=20)[-1],
            scan,
            max(peak, client.peak()),
        )


def _typing(person: _Person) -> list[float]:
    """Type in a product, each time while all are analysed after an edit of the manifest."""
    times: list[float] = []
    for _ in range(_KEYSTROKES):
        time.sleep(_REST_SECONDS)
        person.edit(_SAME)
        time.sleep(_BEGUN_SECONDS)
        times.append(person.keystroke())
    return times


def measure(folder: Path, products: int = _PRODUCTS) -> Iterator[Line]:
    """Yield a line for each figure."""
    workspace = _Workspace(folder, products)
    beside = Path(sys.executable)
    check = (str(beside.with_name("floe")), "check", str(workspace.folder))
    (whole,) = of_processes([check], folder, _CHECKS)
    yield Line("`floe check`, CPU", whole.cpu, "ms")
    yield Line("`floe check`, time", whole.wall, "ms")
    yield Line("`floe check`, peak memory", whole.peak, "MiB")
    server = (str(beside.with_name("floe-lsp")), "--stdio")
    for name, pulls in (("push", False), ("pull", True)):
        found = _session(workspace, server, pulls=pulls)
        yield Line(f"{name}: start to all products checked", found.scan, "ms")
        for what in found.cpu:
            yield Line(f"{name}: {what}, CPU", found.cpu[what], "ms", _CPU_FACTOR * whole.cpu)
            yield Line(f"{name}: the same, time to the last product", found.wall[what], "ms")
        yield Line(f"{name}: the open product's findings after it", found.findings, "ms", _OPEN_MS)
        yield Line(f"{name}: a keystroke meanwhile to findings, p50", found.keystroke, "ms")
        yield Line(f"{name}: the same, p95", found.keystroke_p95, "ms", _KEYSTROKE_MS)
        yield Line(f"{name}: peak memory", found.peak, "MiB")


def report(folder: Path, products: int = _PRODUCTS) -> tuple[str, bool]:
    """Measure; return the table and whether every target is met."""
    lines = list(measure(folder, products))
    heading = (f"{products:,} products of {_TRANSFORMS} transforms", "target", "", "verdict")
    text = aligned((heading, *(each.cells for each in lines)))
    return text, all(each.met is not False for each in lines)


def main() -> int:
    """Measure and print.

    Returns:
        0 when every target is met, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workspace", description=__doc__)
    parser.add_argument(
        "--products", type=int, default=_PRODUCTS, help="how many (default: %(default)s)"
    )
    parser.add_argument("--write", action="store_true", help=f"write the table to {_PAGE.name}")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="floe-bench-") as folder:
        text, met = report(Path(folder) / "workspace", options.products)
    print(text)
    if options.write:
        write_between_markers(_PAGE, text, "workspace")
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
