"""A list of diagnostics as text with code frames, one a line, JSON, SARIF, GitHub annotations.

``write`` brings a report to a stream, text in colour where a person reads it; ``render`` returns
the same report as a string. ``CompilationError`` is one finding as plain data.

Importing this package costs nothing: each form is imported when it is asked for, since a compile
without findings needs none of them.
"""

# ruff: noqa: PLC0415 see above

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from .formats import FORMATS, Format, renderer_of

if TYPE_CHECKING:
    from floe_lsp.compilation.diagnostics import Diagnostic

    from .console import Terminal
    from .explain import write_page
    from .record import CompilationError, errors_of
    from .styled import Canvas
    from .summary import Summary

__all__ = [
    "FORMATS",
    "Canvas",
    "CompilationError",
    "Format",
    "Summary",
    "Terminal",
    "errors_of",
    "render",
    "write",
    "write_page",
]

_MODULES = {
    "Canvas": "styled",
    "CompilationError": "record",
    "Summary": "summary",
    "Terminal": "console",
    "errors_of": "record",
    "write_page": "explain",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is first used (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def render(
    diagnostics: Iterable[Diagnostic],
    report: Format,
    *,
    base: Path,
    canvas: Canvas | None = None,
    summary: bool = True,
    checked: int | None = None,
) -> str:
    """Return a report as a string without colours, with a line break at its end.

    Args:
        diagnostics: The findings, in any order; repetitions are dropped.
        report: The form.
        base: The working folder, absolute; files inside it are named relative to it. GitHub
            annotations are relative to GITHUB_WORKSPACE where that is set, as GitHub wants.
        canvas: Width and encoding to lay text out for: 80 cells and UTF-8 unless given.
        summary: Whether text ends with the count of findings.
        checked: How many files were looked at; JSON says so where it is given.
    """
    from floe_lsp.compilation.diagnostics import in_order

    from .renderer import ReportInput

    given = ReportInput(in_order(diagnostics), base, canvas, summary, checked)
    return renderer_of(report)(given)


def write(
    diagnostics: Iterable[Diagnostic],
    report: Format,
    stream: TextIO,
    *,
    base: Path,
    summary: bool = True,
    checked: int | None = None,
) -> None:
    """Write a report to a stream; see ``render`` for the arguments.

    Text takes the width, the encoding and the colours of the stream (``Terminal.of``). What the
    stream's encoding lacks is written as an escape and never raises.
    """
    from .console import Terminal, encodable, write_lines

    if report != "text":
        text = render(diagnostics, report, base=base, checked=checked)
        stream.write(encodable(text, stream.encoding))
        return
    from floe_lsp.compilation.diagnostics import in_order

    from .formats.text import TextReport

    terminal = Terminal.of(stream)
    layout = TextReport(in_order(diagnostics), base, terminal.canvas)
    write_lines(layout.lines(summary=summary), stream, terminal)
