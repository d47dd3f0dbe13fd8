"""``workspace/symbol`` and ``workspace/willRenameFiles``: requests about no single document."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types

from floe_lsp.compilation.diagnostics import Edit
from floe_lsp.dbt.listing import MODEL_SUFFIXES
from floe_lsp.ide.rename import RenameResult
from floe_lsp.ide.rename.files import will_rename_files
from floe_lsp.ide.symbols.workspace import workspace_symbols
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.work.request_runner import WorkspaceRequest

Cancelled = Callable[[], bool]

_MODELS = [
    types.FileOperationFilter(
        types.FileOperationPattern(
            f"**/*{suffix}", options=types.FileOperationPatternOptions(ignore_case=True)
        ),
        scheme="file",
    )
    for suffix in MODEL_SUFFIXES
]


def _symbols(
    session: Session, params: types.WorkspaceSymbolParams, _: Cancelled
) -> list[types.SymbolInformation]:
    return [
        types.SymbolInformation(
            location=session.convert.location(each.location),
            name=each.name,
            kind=types.SymbolKind[each.kind.value],
            container_name=each.container or None,
        )
        for each in workspace_symbols(
            session.analyses.values(), params.query, part_guard=session.part_guard
        )
    ]


def _will_rename(
    session: Session, params: types.RenameFilesParams, cancelled: Cancelled
) -> types.WorkspaceEdit | None:
    """Keep floe.yaml and what names a model in step, and tell what keeps the old name."""
    renames = [
        (old, new)
        for each in params.files
        if (old := uris.to_path(each.old_uri)) and (new := uris.to_path(each.new_uri))
    ]
    edits: dict[Edit, None] = {}
    left: dict[str, None] = {}
    for path in session.analyses:
        if cancelled() or not any(old.is_relative_to(path.parent) for old, _ in renames):
            continue
        document = session.files.document(path)
        snapshot = None if document is None else session.snapshot(document)
        found = None if snapshot is None else will_rename_files(snapshot, renames)
        if snapshot is None or found is None:
            continue
        edits.update(dict.fromkeys(found.edits))
        left.update(dict.fromkeys(map(snapshot.masked, found.left)))
    if left:
        session.say("; ".join(left))
    return session.convert.rename_edit(RenameResult(tuple(edits))) if edits else None


SYMBOLS = WorkspaceRequest(types.WORKSPACE_SYMBOL, _symbols)
WILL_RENAME = WorkspaceRequest(
    types.WORKSPACE_WILL_RENAME_FILES,
    _will_rename,
    options=lambda _: types.FileOperationRegistrationOptions(_MODELS),
    offered=lambda client: client.will_rename_files,
)
