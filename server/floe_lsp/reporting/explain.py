"""Prints the page of a code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

from .console import Terminal, encodable, make_console


def write_page(markdown: str, stream: TextIO, environ: Mapping[str, str] | None = None) -> None:
    """Write a Markdown page: set for reading on a terminal, as it stands anywhere else.

    Args:
        markdown: The page; ours, not a user's.
        stream: Where it goes.
        environ: Environment with NO_COLOR and the like, ``os.environ`` unless given.
    """
    terminal = Terminal.of(stream, os.environ if environ is None else environ)
    text = markdown.rstrip("\n") + "\n"
    if not terminal.color or terminal.canvas.glyphs.bar.isascii():
        stream.write(encodable(text, stream.encoding))
        return
    from rich.markdown import Markdown  # noqa: PLC0415 - 60 ms, for a terminal alone

    width = min(terminal.canvas.width, 100)
    console = make_console(stream, terminal)
    console.print(Markdown(text, code_theme="ansi_dark"), width=width)
