"""The requests that are served, one small file a method or a group of them."""

from __future__ import annotations

from floe_lsp.lsp.work.request_runner import DocumentRequest, WorkspaceRequest

from . import (
    code_actions,
    completion,
    folding,
    formatting,
    hierarchy,
    highlight,
    hints,
    hover,
    lenses,
    links,
    navigation,
    rename,
    selection,
    symbols,
    tokens,
    workspace,
)

REQUESTS: tuple[DocumentRequest | WorkspaceRequest, ...] = (
    navigation.DECLARATION,
    navigation.DEFINITION,
    navigation.IMPLEMENTATION,
    navigation.REFERENCES,
    hierarchy.PREPARE,
    hierarchy.INCOMING,
    hierarchy.OUTGOING,
    highlight.REQUEST,
    links.REQUEST,
    hover.REQUEST,
    lenses.REQUEST,
    folding.REQUEST,
    selection.REQUEST,
    symbols.REQUEST,
    code_actions.REQUEST,
    tokens.FULL,
    tokens.RANGE,
    hints.REQUEST,
    completion.COMPLETE,
    completion.RESOLVE,
    formatting.DOCUMENT,
    formatting.RANGE,
    formatting.TYPED,
    rename.PREPARE,
    rename.RENAME,
    workspace.SYMBOLS,
    workspace.WILL_RENAME,
)
"""In the order of the specification."""
