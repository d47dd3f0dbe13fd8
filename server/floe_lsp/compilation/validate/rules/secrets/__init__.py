"""E122: a credential written into a file (any value, and comments too)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.compilation.span_sets import covers, joined
from floe_lsp.schemas.types.secrets.shapes import find_secrets
from floe_lsp.syntax import Span

from .chosen_keys import options_of_products
from .found import Found, is_reported, refused
from .in_options import in_options
from .in_texts import in_labels, in_lists, in_value, values


def check(document: Document) -> Iterator[Diagnostic]:
    """Report credentials, in the exact shape of one or by the words beside it; none is repeated."""
    many = ManyFindings(document)
    for found in sorted(_credentials(document), key=lambda each: each.span):
        yield from many.finding("E122", found.span, found.told, found.severity)


def _credentials(document: Document) -> Iterator[Found]:
    known: list[int] = []
    for secret in find_secrets(document.text.text):
        known.append(secret.start)
        yield refused(document, Span(secret.start, secret.end), secret)
    options = list(options_of_products(document))
    of_options = list(in_options(document, options, known))
    yield from of_options
    # What a name has told needs no second finding for the words within.
    told = joined([each.span for each in of_options])
    for node in values(document):
        if not covers(told, node.start, node.end):
            yield from in_value(document, node, known)
    for found in chain(in_labels(document), in_lists(document, options)):
        if not is_reported(known, found.span):
            yield found
