"""``floe/didMoveCaret``: where a person reads or writes, told by editors that know it.

A notification of ours. The parameters: ``textDocument`` with the ``uri`` of the file that has the
caret, and its ``position``; no ``position`` where the caret is in none of our files.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from floe_lsp.lsp.work.conversation import Conversation

METHOD = "floe/didMoveCaret"


def did_move(conversation: Conversation, params: Any) -> None:
    """Show what has waited for the line that the caret has left."""
    session = conversation.session
    waiting = session.patience.waiting()
    uri = getattr(getattr(params, "textDocument", None), "uri", None)
    document = session.store.get(uri) if isinstance(uri, str) else None
    position = _position(getattr(params, "position", None))
    if document is None or position is None:
        session.patience.rest()
    else:
        offset = session.convert.offset(document.text, position)
        session.patience.moved_caret(document.path, document.text, offset)
    conversation.changed(waiting)


def _position(given: object) -> types.Position | None:
    """Read a position; what is none is that of a caret elsewhere."""
    line, character = getattr(given, "line", None), getattr(given, "character", None)
    if isinstance(line, int) and isinstance(character, int) and line >= 0 and character >= 0:
        return types.Position(line, character)
    return None
