"""``python -m mutants.fresh``: tests of the tree that is the current folder, in a fresh Python.

The first argument is the descriptor for ``Telling``, the second a file with the tests as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from .trees import arguments
from .watching import Telling


class _Chosen:
    """Leaves the chosen tests, in their order."""

    def __init__(self, tests: list[str]) -> None:
        self._order = {test: number for number, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order),
            key=lambda item: self._order[item.nodeid],
        )


def command(descriptor: int, file: Path) -> list[str]:
    """Return the command that runs this module."""
    return [sys.executable, "-m", __name__, str(descriptor), str(file)]


def main() -> int:
    """Run the tests; return 0 when all pass."""
    descriptor, file = int(sys.argv[1]), Path(sys.argv[2])
    tests: list[str] = json.loads(file.read_text(encoding="utf-8"))
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    plugins = [_Chosen(tests), Telling(descriptor)]
    return pytest.main(arguments(Path.cwd(), *files), plugins=plugins)


if __name__ == "__main__":
    # Threads that a mutant has left running keep nobody waiting.
    code = main()
    sys.stdout.flush()
    os._exit(code)
