"""What Visual Studio Code does by itself while somebody types, by the extension's own settings.

Of its indentation: ``onEnterRules`` of the language with ``editor.autoIndent`` "advanced", without
the rule for a caret between two brackets. Of its suggestions: what it filters and what it focuses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from floe_lsp.ide.completion import CompletionItem
from floe_lsp.lsp.handlers.requests.completion import TRIGGERS

EXTENSION = Path(__file__).parents[2] / "client-vscode"
_LANGUAGE: dict[str, Any] = json.loads(
    (EXTENSION / "language-configuration.json").read_text("utf-8")
)
_PACKAGE: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text("utf-8"))
SETTINGS: dict[str, Any] = _PACKAGE["contributes"]["configurationDefaults"]["[floe]"]
_RULES = [
    (re.compile(rule["beforeText"]), re.compile(rule.get("afterText", "")), rule["action"])
    for rule in _LANGUAGE["onEnterRules"]
]


def beginning_after_enter(before: str, after: str = "") -> str:
    """Return what stands at the beginning of the line that Enter makes.

    Args:
        before: The line left of the caret.
        after: The line right of it.
    """
    indentation = before[: len(before) - len(before.lstrip())]
    for before_text, after_text, action in _RULES:
        if before_text.search(before) and after_text.search(after):
            assert action["indent"] == "none"
            return indentation + action.get("appendText", "")
    return indentation


def asks(line: str) -> bool:
    """Return whether the last key of a line has the server asked what may be written there."""
    key = line[-1:]
    if SETTINGS["editor.quickSuggestions"] == {"other": True, "comments": False, "strings": True}:
        return key in TRIGGERS or key.isalnum() or key in "_.-"
    return key in TRIGGERS


def listed(items: Sequence[CompletionItem], text: str) -> list[CompletionItem]:
    """Return the items that the letters before the caret fit, which stands at the text's end."""
    return [item for item in items if _matches(text[item.edit.span.start :], item.filter_text)]


def _matches(word: str, name: str) -> bool:
    """Whether the editor's list keeps a name: the letters of a word stand in it, in their order.

    The case of letters and the blanks before the word do not count. The editor asks more of the
    first letter, so that more is kept here than it shows.
    """
    letters = ".*".join(map(re.escape, word.lstrip()))
    return re.search(letters, name, re.IGNORECASE | re.DOTALL) is not None


def focused(items: Sequence[CompletionItem]) -> CompletionItem | None:
    """Return the item of a list that opened by itself that Enter accepts, which Tab always does."""
    return items[0] if items and SETTINGS["editor.suggest.selectionMode"] != "never" else None
