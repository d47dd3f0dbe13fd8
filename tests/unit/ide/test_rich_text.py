"""Hovers as Markdown and as plain text: what a file says never becomes markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.markdown import Markdown

from floe_lsp.ide.content import Bullets, Code, CodeBlock, Content, Link, Strong, listed, paragraph

PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak", "html_entity"}


def markup(markdown: str) -> set[str]:
    """The kinds of tokens that a CommonMark parser finds."""
    found: set[str] = set()
    for token in Markdown(markdown).parsed:
        found.add(token.type)
        found.update(child.type for child in token.children or ())
    return found


@pytest.mark.requirement("FR-005")
@given(st.text(alphabet="ab1 _*`[]()<>#+-=.!|~&;:/\\\n\"'", min_size=1, max_size=30))
def test_text_is_text(text: str) -> None:
    assert markup(Content((paragraph(text),)).markdown) <= PLAIN


@pytest.mark.requirement("FR-005")
@given(st.text(alphabet="ab `_*<\n", min_size=1, max_size=20).filter(lambda text: text.strip()))
def test_code_is_one_piece_of_code(text: str) -> None:
    tokens = Markdown(Content((paragraph("x ", Code(text)),)).markdown).parsed
    children = [child for token in tokens for child in token.children or ()]
    assert [child.type for child in children if child.content.strip()] == ["text", "code_inline"]
    assert children[-1].content.strip() == " ".join(text.split())


def test_a_fence_is_longer_than_any_in_it() -> None:
    content = Content((CodeBlock("yaml", "a: |\n  ```\n  b"),))
    assert content.markdown == "````yaml\na: |\n  ```\n  b\n````"


def test_the_same_blocks_without_markup() -> None:
    content = Content(
        (
            paragraph(Strong("a_b"), " is ", Code("*x*"), ", see ", Link("here", "file:///x")),
            Bullets((("one",), listed(["b", "c", "d"], 2))),
        )
    )
    assert content.plain == "a_b is *x*, see here\n\n- one\n- b, c and 1 more"
    assert (
        content.markdown == "**a_b** is `*x*`, see [here](<file:///x>)\n\n- one\n- b, c and 1 more"
    )


def test_control_characters_and_turned_text_are_not_shown() -> None:
    content = Content((paragraph("a\x1b[31m\u202eb\ud800"),))
    assert content.plain == "a�[31m�b�"
