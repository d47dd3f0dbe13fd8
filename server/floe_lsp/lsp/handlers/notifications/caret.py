"""``floe/didMoveCaret``: where a person reads or writes, told by editors that know it.

A notification of ours. The parameters: ``textDocument`` with the ``uri`` of the file that has the
caret, and its ``position``; no ``position`` where the caret is in none of our files.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from floe_lsp.lsp.wire.validity import UNREADABLE
from floe_lsp.lsp.work.conversation import Conversation

METHOD = "floe/didMoveCaret"


def did_move(conversation: Conversation, params: Any) -> None:
    """Show what has waited for the line that the caret has left."""
    session = conversation.session
    waiting = session.patience.waiting()
    try:
        # pygls reads what it knows the type of; this is one that it does not know.
        at = conversation.protocol.converter.structure(params, types.TextDocumentPositionParams)
        document = session.store.get(at.text_document.uri)
    except UNREADABLE:
        at = document = None
    if at is None or document is None:
        session.patience.rest()
    else:
        offset = session.convert.offset(document.text, at.position)
        session.patience.moved_caret(document.path, document.text, offset)
    conversation.changed(waiting)
