"""Which tests reach which line, and how long each takes: one run of all under coverage.

The servers and commands that a test starts are measured too, under the test's name.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import multiprocessing
import os
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

import pytest
from coverage import Coverage, CoverageData
from coverage.exceptions import CoverageException

from .trees import REPOSITORY, arguments, enter

_STORED = REPOSITORY / ".cache" / "mutants" / "reach.json.gz"
_TEST = "MUTANTS_TEST"
"""The environment variable that tells a process on behalf of which test it runs."""
IMPORTING = ""
"""What coverage calls the time in which no test runs: importing, and collecting the tests."""


@dataclass(frozen=True)
class Reach:
    """What one run of the tests has shown."""

    seconds: Mapping[str, float]
    """How long each test took that passed, of the processor's time."""
    lines: Mapping[str, Mapping[int, frozenset[str]]]
    """The tests that reach a line, by file relative to the checkout."""

    def tests(self, path: str, lines: Iterable[int]) -> frozenset[str]:
        """Return the passing tests that reach one of some lines of a file."""
        known = self.lines.get(path, {})
        return frozenset(
            test for line in lines for test in known.get(line, ()) if test in self.seconds
        )

    def of_file(self, path: str) -> frozenset[str]:
        """Return the passing tests that reach anything in a file."""
        return self.tests(path, self.lines.get(path, {}))

    def is_imported(self, path: str, lines: Iterable[int]) -> bool:
        """Whether one of some lines runs while modules are imported."""
        known = self.lines.get(path, {})
        return any(IMPORTING in known.get(line, ()) for line in lines)


class _Stored(TypedDict):
    """A reach with the tests by number."""

    state: str
    seconds: Mapping[str, float]
    tests: list[str]
    lines: dict[str, dict[str, list[int]]]


def digest(paths: Iterable[Path]) -> str:
    """Return what changes when code or tests do."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(bytes(path))
        found.update(path.read_bytes())
    return found.hexdigest()


def stored(state: str | None) -> Reach | None:
    """Return what an earlier run has shown of the same code and tests; of any with ``None``."""
    if not _STORED.exists():
        return None
    content = cast("_Stored", json.loads(gzip.decompress(_STORED.read_bytes())))
    if state is not None and content["state"] != state:
        return None
    names = content["tests"]
    lines = {
        path: {int(line): frozenset(names[each] for each in tests) for line, tests in found.items()}
        for path, found in content["lines"].items()
    }
    return Reach(content["seconds"], lines)


def store(reach: Reach, state: str) -> None:
    """Keep what a run has shown."""
    numbers: dict[str, int] = {}
    lines = {
        path: {
            str(line): [numbers.setdefault(test, len(numbers)) for test in tests]
            for line, tests in found.items()
        }
        for path, found in reach.lines.items()
    }
    content = _Stored(state=state, seconds=reach.seconds, tests=list(numbers), lines=lines)
    _STORED.parent.mkdir(parents=True, exist_ok=True)
    _STORED.write_bytes(gzip.compress(json.dumps(content).encode(), 1))


def measure(trees: list[Path], files: list[str], tests: list[str]) -> Reach:
    """Run tests, a share in each tree, and return which lines of some files they reach."""
    spawning = multiprocessing.get_context("spawn")
    processes = [
        spawning.Process(target=_run_share, args=(tree, files, tests, number, len(trees)))
        for number, tree in enumerate(trees)
    ]
    for process in processes:
        process.start()
    seconds: dict[str, float] = {}
    lines: dict[str, defaultdict[int, set[str]]] = {file: defaultdict(set) for file in files}
    for process, tree in zip(processes, trees, strict=True):
        process.join()
        seconds.update(json.loads(_seconds_file(tree).read_text(encoding="utf-8")))
        for path, line, reached in _measured(tree):
            lines[path][line].update(reached)
    return Reach(
        seconds,
        {
            path: {line: frozenset(tests) for line, tests in found.items()}
            for path, found in lines.items()
        },
    )


def _measured(tree: Path) -> Iterator[tuple[str, int, list[str]]]:
    """Yield what each process of a share has measured: the tests that reach a line of a file."""
    for file in _data_folder(tree).iterdir():
        data = CoverageData(str(file))
        # That of a process that was not allowed to write, for a test of a full disk.
        with contextlib.suppress(CoverageException):
            data.read()
            for path in data.measured_files():
                name = Path(path).relative_to(tree).as_posix()
                for line, tests in data.contexts_by_lineno(path).items():
                    yield name, line, tests


def _processor_seconds() -> float:
    """What this process and those that have ended took, whatever else the machine does."""
    return sum(os.times()[:4])


def _data_folder(tree: Path) -> Path:
    return tree.with_name("coverage")


def _seconds_file(tree: Path) -> Path:
    return tree.with_name("seconds.json")


def _run_share(tree: Path, files: list[str], tests: list[str], number: int, shares: int) -> None:
    """Run every ``shares``-th test under coverage, in a process of its own."""
    enter(tree)
    folder = _data_folder(tree)
    folder.mkdir()
    included = [str(tree / file) for file in files]
    settings = tree.with_name("coveragerc")
    settings.write_text(
        "[run]\ncore = ctrace\nparallel = true\npatch = _exit\n"
        f"data_file = {folder}/process\ncontext = ${{{_TEST}}}\ninclude =\n    "
        + "\n    ".join(included),
        encoding="utf-8",
    )
    measured = Coverage(data_file=str(folder / "tests"), include=included, config_file=False)
    measured.set_option("run:core", "ctrace")
    measured.start()
    share = _Share(measured, str(settings), number, shares)
    _ = pytest.main(arguments(tree, *tests), plugins=[share])
    measured.stop()
    measured.save()
    _seconds_file(tree).write_text(json.dumps(share.seconds), encoding="utf-8")


class _Share:
    """Runs some of the tests, each in a context of its own."""

    def __init__(self, measured: Coverage, settings: str, number: int, shares: int) -> None:
        self.seconds: dict[str, float] = {}
        self._measured = measured
        self._settings = settings
        self._number = number
        self._shares = shares
        self._failed: set[str] = set()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = items[self._number :: self._shares]
        os.environ["COVERAGE_PROCESS_START"] = self._settings

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, bool, bool]:
        os.environ[_TEST] = item.nodeid
        self._measured.switch_context(item.nodeid)
        start = _processor_seconds()
        result = yield
        if item.nodeid not in self._failed:
            self.seconds[item.nodeid] = round(_processor_seconds() - start, 3)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.add(report.nodeid)
            print(report.nodeid, report.longreprtext, flush=True)
