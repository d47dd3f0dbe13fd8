"""Pages of the documentation as what they promise: commands that run, and YAML that is valid.

A fence ``sh`` holds commands, a line each; ``# exits with 2`` behind one says how it ends, and it
ends with 0 otherwise. A fence ``yaml`` names in its first line, a comment, the file that it is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple, cast

from ruamel.yaml import YAML

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exits with (\d+)$")


class Command(NamedTuple):
    """A line for a shell, and the exit code that the page promises."""

    line: str
    code: int = 0


class File(NamedTuple):
    """A file, or a part of one, that a page shows."""

    name: str
    text: str

    @property
    def data(self) -> Any:
        """What the YAML says."""
        return cast("Any", YAML(typ="safe", pure=True)).load(self.text)


def steps(page: Path) -> Iterator[Command | File]:
    """Yield what a page says is run and written, in its order."""
    text = page.read_text(encoding="utf-8")
    for language, content in _FENCE.findall(text):
        if language == "sh":
            yield from map(_command, content.splitlines())
        elif language == "yaml":
            first, _, _ = content.partition("\n")
            assert first.startswith("# "), f"{page.name}: a YAML fence does not name its file"
            yield File(first.removeprefix("# "), content)


def _command(line: str) -> Command:
    found = _EXIT.search(line)
    return Command(line) if found is None else Command(line[: found.start()], int(found[1]))


def merged_into(path: Path, part: File) -> None:
    """Write what a page shows of a file into that file, over what stands there."""
    parser: Any = YAML()
    data = parser.load(path.read_text(encoding="utf-8"))
    _merge(data, part.data)
    text = StringIO()
    parser.dump(data, text)
    path.write_text(text.getvalue(), encoding="utf-8")


def _merge(into: Any, part: Any) -> None:
    for key, value in part.items():
        if isinstance(value, dict) and key in into:
            _merge(into[key], value)
        else:
            into[key] = value
