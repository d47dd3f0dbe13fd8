"""Random plain data, and random ways to write it as YAML: block and flow form, comments, quotes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

KEYS = st.sampled_from(["a", "b", "key", "name", "dependsOn", "x-y", "größe", "quoted key: #"])
TEXTS = st.sampled_from(
    ["text", "two words", "", "- dash", "a: b", "# no comment", "it's", 'say "hi"', "null", "1.0"]
)
SCALARS = st.one_of(TEXTS, st.integers(-5, 500), st.booleans(), st.none())
DATA: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)
ROOTS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(KEYS, DATA, min_size=1, max_size=4)


@dataclass
class Writer:
    """Writes data in a form that it draws, part by part."""

    draw: Draw
    anchors: int = 0

    def document(self, data: dict[str, Any]) -> str:
        """Write a document whose root is a block mapping."""
        lines = self.block_mapping(data, 0)
        if self.flag():
            lines.insert(0, "# first")
        text = "\n".join(lines)
        return text + "\n" if self.flag() else text

    def flag(self) -> bool:
        return bool(self.draw(st.booleans()))

    def one_in(self, count: int) -> bool:
        return self.draw(st.integers(1, count)) == count

    # --- block form ---------------------------------------------------------------------------

    def block_mapping(self, data: dict[str, Any], indent: int) -> list[str]:
        lines: list[str] = []
        for key, value in data.items():
            lines.extend(self.filler(indent))
            name = self.key(key)
            if self.is_block(value):
                step = self.draw(st.integers(0 if isinstance(value, list) else 1, 4))
                lines.append(f"{' ' * indent}{name}:{self.anchor()}{self.comment()}")
                lines.extend(self.block(value, indent + step))
            else:
                lines.extend(self.entry_with_scalar(name, value, indent))
        return lines

    def block_list(self, data: list[Any], indent: int) -> list[str]:
        lines: list[str] = []
        for value in data:
            lines.extend(self.filler(indent))
            if self.is_block(value):
                if self.one_in(4):
                    lines.append(f"{' ' * indent}-{self.anchor()}{self.comment()}")
                    lines.extend(self.block(value, indent + self.draw(st.integers(1, 3))))
                    continue
                gap = self.draw(st.integers(1, 3))
                inner = self.block(value, indent + 1 + gap)
                while not inner[0].strip() or inner[0].lstrip().startswith("#"):
                    inner.pop(0)
                lines.append(f"{' ' * indent}-{' ' * gap}{inner[0].lstrip()}")
                lines.extend(inner[1:])
            else:
                inner = self.entry_with_scalar("", value, indent)
                lines.append(f"{' ' * indent}-{inner[0][indent + 1 :]}")
                lines.extend(inner[1:])
        return lines

    def block(self, value: Any, indent: int) -> list[str]:
        if isinstance(value, dict):
            return self.block_mapping(cast("dict[str, Any]", value), indent)
        return self.block_list(value, indent)

    def is_block(self, value: Any) -> bool:
        filled = isinstance(value, dict | list) and value not in ({}, [])
        return filled and not self.one_in(3)

    def entry_with_scalar(self, name: str, value: Any, indent: int) -> list[str]:
        """Write ``name: value`` where the value is a scalar, empty or in flow form."""
        head = f"{' ' * indent}{name}:"
        if value is None and self.flag():
            return [f"{head}{self.anchor()}{self.comment()}"]
        if isinstance(value, str) and value and self.one_in(4):
            return [f"{head}{self.anchor()} |-", f"{' ' * (indent + 2)}{value}"]
        return f"{head}{self.anchor()} {self.flow(value, indent)}{self.comment()}".split("\n")

    def filler(self, indent: int) -> list[str]:
        if self.one_in(6):
            return ["", f"{' ' * indent}# between"] if self.flag() else [""]
        return []

    def comment(self) -> str:
        return "  # a: [comment" if self.one_in(6) else ""

    def anchor(self) -> str:
        if not self.one_in(8):
            return ""
        self.anchors += 1
        return f" &an-{self.anchors}"

    # --- flow form ----------------------------------------------------------------------------

    def flow(self, value: Any, indent: int) -> str:
        """Write a value in flow form, on one line or on several."""
        if isinstance(value, dict):
            entries = cast("dict[str, Any]", value).items()
            parts = [f"{self.key(key)}: {self.flow(item, indent)}" for key, item in entries]
            return self.bracketed(parts, "{}", indent)
        if isinstance(value, list):
            items = cast("list[Any]", value)
            return self.bracketed([self.flow(item, indent) for item in items], "[]", indent)
        return self.scalar(value)

    def bracketed(self, parts: list[str], brackets: str, indent: int) -> str:
        if parts and self.one_in(4):
            margin = "\n" + " " * (indent + 2)
            comma = "," if self.flag() else ""
            return f"{brackets[0]}{margin}{f',{margin}'.join(parts)}{comma}{margin}{brackets[1]}"
        blank = " " if parts and self.one_in(4) else ""
        comma = "," if parts and self.one_in(4) else ""
        return f"{brackets[0]}{blank}{', '.join(parts)}{comma}{blank}{brackets[1]}"

    def key(self, key: str) -> str:
        return f'"{key}"' if ":" in key or self.one_in(8) else key

    def scalar(self, value: Any) -> str:
        if not isinstance(value, str):
            return json.dumps(value)
        if value in ("text", "two words", "it's") and self.flag():
            return value
        if '"' in value or self.flag():
            return "'" + value.replace("'", "''") + "'"
        return f'"{value}"'


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A document as text, and the data that it holds."""
    data = draw(ROOTS)
    breaks = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = Writer(draw).document(data)
    return text.replace("\n", breaks), data
