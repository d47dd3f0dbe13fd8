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
    before = session.patience.waiting()
    document = session.store.get(str(params.textDocument.uri))
    position = getattr(params, "position", None)
    if document is None or position is None:
        session.patience.rest()
    else:
        place = types.Position(int(position.line), int(position.character))
        offset = session.convert.offset(document.text, place)
        session.patience.moved_caret(document.path, document.text, offset)
    conversation.changed(before)
