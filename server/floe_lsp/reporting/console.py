"""Streams: how wide they are, what they can show, and how styled lines get there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from .styled import Canvas, Line, Role, plain_text

if TYPE_CHECKING:
    from rich.console import Console

DEFAULT_WIDTH = 80
"""Cells, where there is no terminal to ask."""

MIN_WIDTH = 40
"""Narrowest layout; a narrower terminal breaks the lines itself."""

STYLES = {
    Role.PLAIN: "",
    Role.ERROR: "bold red",
    Role.WARNING: "bold yellow",
    Role.INFO: "bold cyan",
    Role.HINT: "bold magenta",
    Role.MESSAGE: "bold",
    Role.GUTTER: "bright_blue",
    Role.SECONDARY: "bright_blue",
    Role.LABEL: "bright_blue",
    Role.HELP: "bold green",
    Role.REMOVED: "red",
    Role.REMOVED_PART: "bold red",
    Role.ADDED: "green",
    Role.ADDED_PART: "bold green",
    Role.ESCAPE: "magenta",
    Role.DIM: "dim",
}


@dataclass(frozen=True)
class Terminal:
    """What a stream can show."""

    canvas: Canvas
    color: bool = False
    """Whether escape sequences may be written."""
    interactive: bool = False
    """Whether a person reads the stream as it is written."""

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str] | None = None) -> Terminal:
        """Ask a stream and the environment.

        Colours go to a terminal only. NO_COLOR turns them off (no-color.org), FORCE_COLOR on;
        when both are set NO_COLOR wins. COLUMNS overrides the width.
        """
        environ = os.environ if environ is None else environ
        interactive = _is_terminal(stream)
        canvas = Canvas(_width(stream, environ, interactive), stream.encoding or "utf-8")
        return cls(canvas, _wants_color(environ, interactive), interactive)


def write_lines(lines: Iterable[Line], stream: TextIO, terminal: Terminal) -> None:
    """Write lines to a stream, in colour through rich where the terminal takes it."""
    if not terminal.color:
        stream.write(plain_text(lines))
        return
    print_lines(lines, make_console(stream, terminal), links=terminal.interactive)


def make_console(stream: TextIO, terminal: Terminal) -> Console:
    """Return a rich console on a stream; importing rich takes 60 ms, so it is done here."""
    from rich.console import Console  # noqa: PLC0415

    return Console(
        file=stream,
        force_terminal=True,
        no_color=False,
        width=terminal.canvas.width,
        highlight=False,
        markup=False,
        emoji=False,
    )


def print_lines(lines: Iterable[Line], console: Console, *, links: bool = False) -> None:
    """Print lines as ready segments: rich neither wraps, crops nor interprets their text."""
    from rich.segment import Segment, Segments  # noqa: PLC0415
    from rich.style import Style  # noqa: PLC0415

    styles = {role: Style.parse(definition) for role, definition in STYLES.items()}
    segments: list[Segment] = []
    for line in lines:
        for chunk in line:
            style = styles[chunk.role]
            if links and chunk.link:
                style += Style(link=chunk.link)
            segments.append(Segment(chunk.text, style))
        segments.append(Segment.line())
    console.print(Segments(segments), end="", soft_wrap=True)


def encodable(text: str, encoding: str | None) -> str:
    """Return ``text`` with everything that the encoding lacks written as an escape."""
    name = encoding or "utf-8"
    return text.encode(name, "backslashreplace").decode(name)


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # a closed stream
        return False


def _wants_color(environ: Mapping[str, str], interactive: bool) -> bool:
    if environ.get("NO_COLOR"):
        return False
    forced = environ.get("FORCE_COLOR")
    if forced:
        return forced not in {"0", "false"}
    return interactive and environ.get("TERM", "") not in {"dumb", "unknown"}


def _width(stream: TextIO, environ: Mapping[str, str], interactive: bool) -> int:
    columns = environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and columns.isascii() and len(columns) < 6 else 0
    if not width and interactive:
        try:
            width = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):
            width = 0
        # A line that fills a Windows console to its last cell is followed by an empty one.
        if width and sys.platform == "win32":
            width -= 1
    return max(width or DEFAULT_WIDTH, MIN_WIDTH)
