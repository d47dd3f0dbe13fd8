"""What completion answers: plain items that hold all that LSP's ``CompletionItem`` can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from floe_lsp.ide.content import Content
from floe_lsp.syntax import TextEdit

MAX_ITEMS = 200
"""Items in one answer; the rest is cut off: an editor asks again with each letter."""

ItemData = Mapping[str, object]
"""What ``documentation_of`` needs: plain data that JSON can hold.

Its ``kind`` is the value of a ``WordKind``, or ``MODEL``.
"""

MODEL = "model"
"""The kind of an item that is a model of the dbt project."""


class ItemKind(str, Enum):
    """What an item is; names and values are those of LSP's ``CompletionItemKind``."""

    PROPERTY = "Property"
    """A key."""
    SNIPPET = "Snippet"
    """Several lines at once."""
    ENUM_MEMBER = "EnumMember"
    """One of a few allowed values, also ``true`` and ``false``."""
    VALUE = "Value"
    """Any other value: a cron expression, a time zone, a word used elsewhere."""
    REFERENCE = "Reference"
    """A transform, or an anchor."""
    CLASS = "Class"
    """A dbt model."""
    FIELD = "Field"
    """A column."""
    MODULE = "Module"
    """A plugin."""
    FILE = "File"
    FOLDER = "Folder"


@dataclass(frozen=True)
class CompletionItem:
    """One proposal.

    ``edit`` is on one line and holds the cursor (LSP 3.17, ``CompletionItem.textEdit``). Its text
    has its indentation written out, so a client must insert it as it is
    (``InsertTextMode.asIs``).
    """

    label: str
    kind: ItemKind
    edit: TextEdit
    """The span that is replaced, and the plain text."""
    sort_key: str
    """Items are shown in the order of these."""
    filter_text: str
    """What the typed word is compared with."""
    detail: str | None = None
    """A few words after the label."""
    documentation: Content | None = None
    """``None`` where ``documentation_of`` may know more."""
    snippet: str | None = None
    """The text with placeholders (LSP snippet syntax), ``None`` where it has none."""
    data: ItemData | None = None
    """For ``documentation_of``."""
    triggers_suggest: bool = False
    """Whether another completion is useful right after accepting, at the end of the text."""
