"""Sorting transforms: every line break, any graph, every comment kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from floe_lsp.compilation import Sources
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.fixes.organize import organized
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText, parse

PATH = Path("/somewhere/floe.yaml")


def _organized(text: str) -> str:
    sources = Sources()
    sources.open(PATH, SourceText(text))
    for edit in reversed(organized(Snapshot(sources.document(PATH), FileKind.PRODUCT))):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@st.composite
def products(draw: st.DrawFn) -> str:
    """Transforms without a circle in any order, with comments and blank lines between them."""
    count = draw(st.integers(1, 8))
    items: list[str] = []
    for number in range(count):
        needs = draw(st.sets(st.integers(0, count - 1), max_size=3))
        names = ", ".join(f"t{each}" for each in sorted(needs) if each < number)
        comment = draw(st.sampled_from(["", f"  # above {number}\n", f"\n  # above {number}\n"]))
        behind = draw(st.sampled_from(["", f"  # after {number}"]))
        below = draw(st.sampled_from(["", f"    # below {number}\n"]))
        items.append(f"{comment}  - name: t{number}{behind}\n    dependsOn: [{names}]\n{below}")
    order = draw(st.permutations(items))
    brk = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = "# 🚲\nx: 1\ntransforms:\n" + "".join(order) + draw(st.sampled_from(["", "y: 2\n"]))
    text = text.replace("\n", brk)
    return text.rstrip("\r\n") if draw(st.booleans()) else text


@pytest.mark.requirement("organize")
@settings(max_examples=150)
@given(products())
def test_each_transform_stands_below_those_it_needs(text: str) -> None:
    after = _organized(text)
    root = parse(SourceText(after)).root
    assert root is not None
    seen: set[str] = set()
    for transform in root.value["transforms"]:
        assert seen.issuperset(transform["dependsOn"])
        seen.add(transform["name"])
    assert sorted(after.split()) == sorted(text.split())
    assert _organized(after) == after
    lines = [line.strip() for line in after.splitlines()]
    for index, line in enumerate(lines):
        if line.startswith("# above"):
            assert lines[index + 1].startswith(f"- name: t{line.split()[-1]}")
        if line.startswith("# below"):
            assert lines[index - 2].startswith(f"- name: t{line.split()[-1]}")


@pytest.mark.requirement("organize")
@pytest.mark.parametrize(
    "transforms",
    [
        "[{name: b, dependsOn: [a]}, {name: a}]",
        "\n  - name: b\n    dependsOn: [a]\n  - name: a\n    dependsOn: [b]",
        "\n  - name: b\n    dependsOn: [a]\n  - name: a\n  - name: a",
        "\n  - name: b\n    dependsOn: [a]\n  - tags: [x]\n  - name: a",
        "\n  - name: b\n    dependsOn: [a]\n  - &t {name: a}\n  - *t",
        "\n  - name: b\n    dependsOn: [a\n  - name: a",
        "nothing",
    ],
)
def test_what_has_no_order_is_left_alone(transforms: str) -> None:
    text = f"transforms: {transforms}\n"
    assert _organized(text) == text
