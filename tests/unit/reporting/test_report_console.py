"""Reports on streams: terminals, pipes, poor encodings, and hostile text."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping

import pytest

from floe_lsp.reporting import Terminal, write, write_page
from floe_lsp.reporting.console import encodable

from .findings import BASE, finding, place

pytestmark = pytest.mark.requirement("FR-011")

LINK = re.compile(r"\x1b\]8;[^;]*;(?P<address>[^\x1b]*)\x1b\\")


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "COLORTERM", "FLOE_DOCS_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def written(
    stream: io.StringIO,
    source: str = "a: «x»\n",
    *,
    code: str = "E110",
    message: str = "wrong",
    suggestion: str | None = None,
) -> str:
    write([finding(place(source), code, message, suggestion)], "text", stream, base=BASE)
    return stream.getvalue()


def test_colours_on_a_terminal_and_nowhere_else() -> None:
    shown = written(Screen())
    assert "\x1b[1;31merror\x1b[0m" in shown
    assert "\x1b[1;31m[E110]\x1b[0m" in shown
    assert "\x1b" not in written(io.StringIO())


@pytest.mark.parametrize(
    ("environ", "interactive", "color"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": ""}, False, False),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
    ],
)
def test_when_there_are_colours(environ: Mapping[str, str], interactive: bool, color: bool) -> None:
    stream = Screen() if interactive else io.StringIO()
    assert Terminal.of(stream, environ).color is color


def test_no_color_writes_no_escape_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in written(Screen())


def test_forced_colours_need_no_term(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1;31m" in written(io.StringIO())


@pytest.mark.parametrize(
    ("columns", "width"),
    [("100", 100), ("", 80), ("0", 80), ("-5", 80), ("wide", 80), ("12", 40), ("9" * 20, 80)],
)
def test_width(columns: str, width: int) -> None:
    assert Terminal.of(io.StringIO(), {"COLUMNS": columns}).canvas.width == width


def test_width_of_a_real_terminal() -> None:
    script = (
        "import sys; from floe_lsp.reporting import Terminal; t = Terminal.of(sys.stderr);"
        "print(t.canvas.width, t.interactive, t.color)"
    )
    leader, follower = pty.openpty()
    try:
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 97, 0, 0))
        done = subprocess.run(
            [sys.executable, "-c", script],
            # readline, where pytest has loaded it, sets COLUMNS behind Python's back.
            env=dict(os.environ),
            stdout=subprocess.PIPE,
            stderr=follower,
            text=True,
            check=True,
        )
    finally:
        os.close(follower)
        os.close(leader)
    assert done.stdout == "97 True True\n"


def test_markup_in_messages_and_source_is_not_interpreted() -> None:
    output = written(
        Screen(),
        "a: «[bold]x[/bold]» :smile:\n",
        message="[red]no[/red] :tada: [/]",
        suggestion="[b]",
    )
    for text in ("[bold]x[/bold]", ":smile:", "[red]no[/red] :tada: [/]", "[b]"):
        assert text in output


@pytest.mark.parametrize("stream", [io.StringIO, Screen])
def test_escape_sequences_in_user_text_are_neutralised(stream: type[io.StringIO]) -> None:
    hostile = "\x1b]0;title\x07\x1b[2J\x9b31m\u202ered"
    output = written(
        stream(),
        f"a: «x» # {hostile}\n",
        message=f"bad {hostile}",
        suggestion=f"good {hostile}",
    )
    ours = LINK.sub("", re.sub(r"\x1b\[[0-9;]*m", "", output))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ours)
    assert ours.count(r"\x1b]0;title\x07\x1b[2J\x9b31m\u202ered") == 3


def test_docs_are_linked_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOE_DOCS_BASE_URL", "https://docs.example.com")
    assert {found["address"] for found in LINK.finditer(written(Screen()))} == {
        *("https://docs.example.com/E110.md", "")
    }
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not LINK.search(written(io.StringIO()))


def test_stream_of_a_poor_encoding_never_raises() -> None:
    for report in ("text", "json", "sarif", "github"):
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding="ascii", errors="strict")
        found = [finding(place("名: «ü👩»\n"), message="größer 毎日 \ud800")]
        write(found, report, stream, base=BASE)
        stream.flush()
        assert raw.getvalue().isascii()
        assert b"gr\\" in raw.getvalue() or b"gr\\u00f6" in raw.getvalue()


def test_encodable_keeps_what_the_encoding_has() -> None:
    assert encodable("größer 毎", "latin-1") == r"größer \u6bce"
    assert encodable("größer 毎", None) == "größer 毎"


def test_closed_stream_is_no_terminal() -> None:
    stream = Screen()
    stream.close()
    closed = io.TextIOWrapper(io.BytesIO())
    closed.close()
    assert Terminal.of(closed, {}).interactive is False


PAGE = "# E110: unknown dependency\n\nA **name** that is not a transform.\n\n```yaml\na: 1\n```\n"


def test_page_is_plain_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    write_page(PAGE, stream)
    assert stream.getvalue() == PAGE


def test_page_is_set_for_a_terminal() -> None:
    stream = Screen()
    write_page(PAGE, stream)
    text = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())
    assert "\x1b[1m" in stream.getvalue()
    assert "**" not in text
    assert "```" not in text
    assert "A name that is not a transform." in text
    assert max(map(len, text.splitlines())) <= 80


def test_page_on_a_poor_terminal_is_plain() -> None:
    raw = io.BytesIO()

    class Poor(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    stream = Poor(raw, encoding="ascii")
    write_page("# größer\n", stream)
    stream.flush()
    assert raw.getvalue() == b"# gr\\xf6\\xdfer\n"


def test_importing_the_package_imports_nothing_slow() -> None:
    script = (
        "import sys, floe_lsp.reporting as r; r.FORMATS;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'rich', 'pydantic', 'ruamel'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
