"""What a text reads as without its escapes, and where that is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.compilation.unescaped import Unescaped
from floe_lsp.syntax import Span

pytestmark = pytest.mark.requirement("security")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain", "plain"),
        (r"x\x3dy", "x=y"),
        (r"\u0070assword\U0000003dx", "password=x"),
        (r"{\"a\": \"b\"} \/ \\ \'", '{"a": "b"} / \\ \''),
        (r"a\nb\tc\ d\_e", "a b c d e"),
        (r"\x0a\u2028\ud83d\U00110000\x1", "     1"),
        ("a\\\r\nb\\\nc\\", "a\\\r\nb\\\nc\\"),
        (r"\x3", " 3"),
        (r"\\x3d", r"\x3d"),
    ],
)
def test_what_is_read(written: str, read: str) -> None:
    assert Unescaped(written).text == read


def test_where_it_is_written() -> None:
    written = r"a\x3db\U0000003dc\"d"
    unescaped = Unescaped(written)
    assert unescaped.text == 'a=b=c"d'
    parts = [unescaped.span(Span(at, at + 1)) for at in range(len(unescaped.text))]
    assert [written[start:end] for start, end in parts] == [
        "a", r"\x3d", "b", r"\U0000003d", "c", r"\"", "d",
    ]  # fmt: skip
    assert unescaped.offset(len(unescaped.text)) == len(written)
    assert unescaped.span(Span(2, 5)) == Span(5, written.index("c") + 1)


@given(st.text(alphabet='\\xu3dn"é\n a0U'))
def test_all_of_a_text_is_written_somewhere(written: str) -> None:
    unescaped = Unescaped(written)
    ends = [unescaped.offset(at) for at in range(len(unescaped.text) + 1)]
    assert ends[0] == 0
    assert ends[-1] == len(written)
    assert ends == sorted(set(ends))
    assert unescaped.text.count("\n") == written.count("\n")
