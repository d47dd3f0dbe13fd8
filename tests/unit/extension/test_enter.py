"""Enter in Visual Studio Code: a new line in its column, for each line of correct documents."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from edited_text import edited
from typed_documents import typed_documents
from visual_studio_code import EXTENSION, SETTINGS, beginning_after_enter

from floe_lsp.compilation.load.file_kind import kind_of
from floe_lsp.compilation.sources import Sources
from floe_lsp.ide.formatting.on_type import LINE_BREAK, format_typed
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("Enter is Enter")

PATH = Path("/nowhere/floe.yaml")
_IN_BRACKETS = re.compile(r" *(?:- )?\w+: [\[{][^#]*[^\s,\[{][\]}]")


def served(text: str, behind: str = "") -> str:
    """Return a text that ends with a new line and what was right of the caret, as formatted."""
    sources = Sources()
    sources.open(PATH, SourceText(text + behind))
    document = sources.document(PATH)
    kind = kind_of(PATH, document)
    assert kind is not None
    found = format_typed(Snapshot(document, kind, {}, sources), len(text), LINE_BREAK)
    return edited(text + behind, *found)


def needed(given: str, line: str) -> str:
    """Return what a person does at the beginning of a new line to write a line there."""
    written = line.lstrip(" ")
    if line.startswith(given) and line[len(given) :] == written.removeprefix(given.lstrip(" ")):
        return "nothing"
    if "-" in given:
        return "removes the dash"
    return "goes further out" if len(line) - len(written) < len(given) else "goes further in"


@pytest.mark.parametrize("formats_on_type", [False, True])
def test_lines_begin_where_they_belong(formats_on_type: bool) -> None:
    done: Counter[str] = Counter()
    for name, text in typed_documents("floe.yaml", "manifest.yaml"):
        given, above = "", ""
        so_far = ""
        for line in text.splitlines():
            if so_far:
                given = beginning_after_enter(above if above.strip() else given)
            if so_far and formats_on_type:
                after = served(so_far + given)
                assert after.startswith(so_far), f"{name}: a correct line is left as it is"
                given = after.rpartition("\n")[2]
            if line.strip():
                done[needed(given, line)] += 1
            above = line
            so_far += f"{line}\n"
    corrections = done["removes the dash"] + done["goes further in"]
    assert done.total() > 2_500
    assert corrections / done.total() < 1 / 300
    assert done["goes further out"] / done.total() < 1 / 5


def test_enter_behind_the_last_item_in_brackets_goes_on_below_them() -> None:
    done = 0
    for name, text in typed_documents("floe.yaml", "manifest.yaml"):
        lines = text.splitlines()
        for number, line in enumerate(lines):
            if _IN_BRACKETS.fullmatch(line):
                so_far = "".join(f"{each}\n" for each in lines[:number])
                broken = f"{so_far}{line[:-1]}\n{beginning_after_enter(line[:-1], ']')}"
                whole = f"{so_far}{line}\n"
                assert served(broken, line[-1]) == served(whole + beginning_after_enter(line)), name
                done += 1
    assert done > 50


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ("transforms:", "  "),
        ("transforms: # all", "  "),
        ("transforms: &all", "  "),
        ("  - name: stg_orders", "    "),
        ("  - name: stg_orders # first", "    "),
        ("  -   name: stg_orders", "      "),
        ('  - "name": "a: b"', "    "),
        ("  - qualityChecks:", "      "),
        ("  - description: |", "      "),
        ("  description: >-", "    "),
        ("  description: Orders: all", "  "),
        ("  - daily", "  - "),
        ("- daily # often", "- "),
        ('  - "daily: on"', "  - "),
        ("  - -1", "  - "),
        ("  - *tags", "  - "),
        ("  - https://example.com", "  - "),
        ("  - {name: a}", "  "),
        ("  - [a]", "  "),
        ("  - &first", "  "),
        ('  - "open', "  "),
        ("  - - a", "  "),
        ("  - |", "    "),
        ("  -", "    "),
        ("  - ", "  "),
        ("  tier: gold", "  "),
        ("  # Steps:", "  "),
        ("  # - a", "  "),
        ("    ", "    "),
        ("", ""),
    ],
)
def test_the_line_below(line: str, below: str) -> None:
    assert beginning_after_enter(line) == below


def test_a_line_that_is_broken_in_its_middle_gets_no_dash() -> None:
    assert beginning_after_enter("  - daily and", " weekly") == "  "
    assert beginning_after_enter("  - name: stg", "_orders") == "  "


@pytest.mark.parametrize("after", ["]", "}]", "] # all"])
def test_a_line_that_is_broken_before_its_closing_bracket(after: str) -> None:
    assert beginning_after_enter("  - dependsOn: [a", after) == "    "
    assert beginning_after_enter("    dependsOn: [a", after) == "    "


def test_the_settings_of_the_language() -> None:
    """Enter accepts what a person chose, Tab the first offer; two columns whatever a file has."""
    assert SETTINGS["editor.suggest.selectionMode"] == "never"
    assert (SETTINGS["editor.tabSize"], SETTINGS["editor.detectIndentation"]) == (2, False)
    assert SETTINGS["editor.formatOnType"] is True
    # A bracket that completion wrote is typed over like one that the editor wrote.
    assert SETTINGS["editor.autoClosingOvertype"] == "always"
    package = json.loads((EXTENSION / "package.json").read_text("utf-8"))["contributes"]
    (key,) = package["keybindings"]
    assert (key["key"], key["command"]) == ("tab", "focusAndAcceptSuggestion")
    assert "snippets" not in package
