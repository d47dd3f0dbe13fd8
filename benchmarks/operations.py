"""Everything that is done with a file: each request with its answer as bytes, each report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import converters, types
from pygls.exceptions import JsonRpcException

from floe_lsp.compilation.pipeline import compile_pipeline
from floe_lsp.ide.graph import transform_graph
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.lsp.handlers.diagnostics.reports import Reports
from floe_lsp.lsp.handlers.requests import REQUESTS
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.documents import OpenDocument
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire import uris
from floe_lsp.lsp.work.analysis import Analyzer
from floe_lsp.lsp.work.crash_reporter import CrashReporter
from floe_lsp.lsp.work.request_runner import DocumentRequest, RequestContext
from floe_lsp.reporting import FORMATS, render

Operation = Callable[[], object]

_TO_JSON = converters.get_converter().unstructure
_LONG_LINE = 200
_PLACES = {" at the start": 0.0, " in the middle": 0.5, " at the end": 1.0}
_OF_THE_WHOLE = {
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
    types.TEXT_DOCUMENT_CODE_LENS,
    types.TEXT_DOCUMENT_FOLDING_RANGE,
    types.TEXT_DOCUMENT_DOCUMENT_LINK,
    types.TEXT_DOCUMENT_FORMATTING,
    types.TEXT_DOCUMENT_RANGE_FORMATTING,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE,
    types.TEXT_DOCUMENT_SELECTION_RANGE,
    types.TEXT_DOCUMENT_INLAY_HINT,
}
"""Requests without a place, or about a range that may be the whole text."""
_CALLS = {types.CALL_HIERARCHY_INCOMING_CALLS, types.CALL_HIERARCHY_OUTGOING_CALLS}
_CALLED = ("bronze_m0", "hub", "bronze_end")
_KINDS = {"": None, ", source": [types.CodeActionKind.Source]}
_CONTEXTS = {
    types.TEXT_DOCUMENT_COMPLETION: types.CompletionContext(types.CompletionTriggerKind.Invoked),
    types.TEXT_DOCUMENT_REFERENCES: types.ReferenceContext(include_declaration=True),
}
_NOT_ASKED = {types.COMPLETION_ITEM_RESOLVE}
"""It is about one item of an answer and not about a text."""


def operations(path: Path) -> Iterator[tuple[str, Operation]]:
    """Yield what is done with the file at ``path``, in an order in which each can be run.

    The first two open the file in an editor and analyse it; the others need that.
    """
    editor = Editor(path)
    yield "open", editor.open
    yield "analysis", editor.analyze
    result = editor.session.results.get(path)
    found = () if result is None else result.diagnostics
    for form in FORMATS:
        yield f"report {form}", partial(render, found, form, base=path.parent)
    yield "publish", editor.publish
    for request in REQUESTS:
        if isinstance(request, DocumentRequest):
            for where, params in _asked(editor, request.method):
                name = request.method.removeprefix("textDocument/")
                yield f"{name}{where}", partial(editor.answer, request, params)
    yield "graph", lambda: transform_graph(editor.snapshot())
    yield "edit", editor.edit
    if result is not None and result.analysis is not None:
        yield "compile", partial(compile_pipeline, path, dry_run=True)


class Editor:
    """One open file in an editor that can show everything."""

    def __init__(self, path: Path) -> None:
        client = ClientFeatures(**{each.name: True for each in fields(ClientFeatures)})
        self.session = Session(client)
        self.path = path
        self.uri = uris.from_path(path)
        self._analyzer = Analyzer(self.session, _Loud(), _never)
        self._reports = Reports(self.session)

    def open(self) -> None:
        """Open the file as it is on disk."""
        text = self.path.read_bytes().decode("utf-8", "surrogatepass")
        document = self.session.store.open(self.uri, self.path, 1, text, on_disk=True)
        self.session.files.open(document)

    def analyze(self) -> None:
        """Analyse the file and keep the result."""
        self.session.take(self._analyzer.analyze(self.path, lambda _: None))

    def edit(self) -> None:
        """Insert a letter in the middle of the text and analyse it again."""
        document = self.document
        at = self.position(self.place(0.5))
        change = types.TextDocumentContentChangePartial(types.Range(at, at), "z")
        changed = self.session.store.change(self.uri, document.version + 1, [change])
        self.session.files.open(changed)
        self.analyze()

    def publish(self) -> bytes:
        """Return the findings as they are sent."""
        return _sent([self._reports.items(self.path), self._reports.name(self.path)])

    @property
    def document(self) -> OpenDocument:
        """The open document."""
        found = self.session.store.get(self.uri)
        if found is None:
            raise RuntimeError(f"{self.path} is not open")
        return found

    def snapshot(self) -> Snapshot:
        """Return all that is known of the file now."""
        buffer = self.session.files.buffer(self.path)
        found = None if buffer is None else self.session.snapshot(buffer.document())
        if found is None:
            raise RuntimeError(f"{self.path} is not a file of floe")
        return found

    def place(self, part: float) -> int:
        """Return an offset so far into the text: the end of a line, unless lines are long.

        A word means the same there in a text of twice the lines, whatever their numbers.
        """
        text = self.document.text
        offset = int(len(text) * part)
        end = text.line_span(text.position(offset).line).end
        return end if 0 < part < 1 and end - offset < _LONG_LINE else offset

    def position(self, offset: int) -> types.Position:
        """Return the position of an offset."""
        return types.Position(*self.document.text.to_units(offset, "utf-16"))

    def answer(self, request: DocumentRequest, params: object) -> bytes:
        """Answer a request, as it is sent; a refusal is an answer too."""
        session = self.session
        settings = session.folders.settings_of(self.path)
        context: RequestContext[Any] = RequestContext(
            params, self.snapshot(), session.convert, session.client, settings, lambda: False
        )
        try:
            return _sent(request.answer(context))
        except JsonRpcException as refusal:
            return str(refusal).encode()


@dataclass
class _Params:
    """The parameters of any request: each reads those that it knows."""

    text_document: types.TextDocumentIdentifier
    position: types.Position
    range: types.Range
    context: object = None
    item: object = None
    new_name: str = "silver_other"
    ch: str = "\n"

    @property
    def positions(self) -> list[types.Position]:
        return [self.range.start, self.position, self.range.end]


def _asked(editor: Editor, method: str) -> Iterator[tuple[str, _Params]]:
    """Yield the parameters of a request, for each place where it is worth asking."""
    document, length = types.TextDocumentIdentifier(editor.uri), len(editor.document.text)
    whole = types.Range(editor.position(0), editor.position(length))
    middle = editor.position(editor.place(0.5))
    if method in _NOT_ASKED:
        return
    if method == types.TEXT_DOCUMENT_CODE_ACTION:
        for kind, only in _KINDS.items():
            context = types.CodeActionContext([], only)
            yield f"{kind} of all", _Params(document, middle, whole, context)
            yield (
                f"{kind} in the middle",
                _Params(document, middle, types.Range(middle, middle), context),
            )
    elif method in _CALLS:
        for name in _CALLED:
            item = types.CallHierarchyItem(name, types.SymbolKind.Class, editor.uri, whole, whole)
            yield f" of {name}", _Params(document, middle, whole, item=item)
    elif method in _OF_THE_WHOLE:
        yield "", _Params(document, middle, whole)
    else:
        for where, part in _PLACES.items():
            at = editor.position(editor.place(part))
            yield where, _Params(document, at, whole, _CONTEXTS.get(method))


class _Loud(CrashReporter):
    """A failure of an analysis ends the measuring."""

    def report(self, feature: str, error: BaseException) -> bool:
        """Raise what failed."""
        raise RuntimeError(f"{feature} failed") from error


def _never(path: Path, rule: str) -> None:
    raise RuntimeError(f"the rule {rule!r} was switched off for {path}")


def _sent(answer: object) -> bytes:
    return json.dumps(answer, default=_TO_JSON, separators=(",", ":")).encode()
