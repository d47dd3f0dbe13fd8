"""Credentials in the texts of a file: in its values, its labels and its lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.secret_spans import credentials_of
from floe_lsp.compilation.span_sets import joined, overlaps
from floe_lsp.schemas.types.secrets.doubtful import doubtful_secrets, is_quiet, secrets_for_nobody
from floe_lsp.schemas.types.secrets.doubtful_options import is_doubtful_label, is_written_label
from floe_lsp.schemas.types.secrets.written_out import is_no_credential
from floe_lsp.syntax import (
    MappingNode,
    Node,
    Path,
    ScalarNode,
    SequenceNode,
    dereference,
)
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.quoting import quote

from .chosen_keys import options_of_plugins
from .found import Found, doubtful, is_reported, refused, written_out
from .places import Places

_LABELS = ("metadata", "labels")
_OF_LABEL = "revoke it and remove it here; if it is not one, give the label another name"


def values(document: Document) -> Iterator[ScalarNode]:
    """Yield the texts of a file, apart from the options of plugins, which E214 looks at."""
    options = joined([node.span for node in options_of_plugins(document)])
    has_escapes = "\\" in document.text.text
    for node in walk(document.root):
        if not isinstance(node, ScalarNode) or (is_quiet(node.text) and not has_escapes):
            continue
        if isinstance(node.value, str) and not overlaps(options, node.start, node.start + 1):
            yield node


def in_value(document: Document, node: ScalarNode, known: Sequence[int]) -> Iterator[Found]:
    """Report what only the value as it is read tells, and what is doubtful.

    Args:
        document: The file.
        node: The value.
        known: Where what has been reported begins, in order.
    """
    certain = secrets_for_nobody(node.text)
    place = Places(document, node)
    for secret in certain or doubtful_secrets(node.text):
        span = place.of(secret)
        if not certain:
            yield doubtful(document, span, secret.title)
        elif not is_reported(known, span):
            yield refused(document, span, secret)


def in_labels(document: Document) -> Iterator[Found]:
    """Report labels of a product that are credentials by their name, or by name and value."""
    labels = document.node(*_LABELS)
    for entry in labels.entries if isinstance(labels, MappingNode) else ():
        name, value = entry.key.value, dereference(entry.value)
        if not isinstance(name, str):
            continue
        if is_written_label(name, value.value):
            yield written_out(document, value.span, (*_LABELS, name), _OF_LABEL)
        elif is_doubtful_label(name, value.value):
            yield doubtful(document, value.span, f"the label {quote(name)}")


def in_lists(document: Document, found: Iterable[tuple[Path, Node]]) -> Iterator[Found]:
    """Report what follows the name of a credential in a list that is no option."""
    options = {
        id(node)
        for each in (*options_of_plugins(document), *(options for _, options in found))
        for node in walk(each)
    }
    for node in walk(document.root):
        if not isinstance(node, SequenceNode) or id(node) in options:
            continue
        for name, item in credentials_of(node):
            if isinstance(item, ScalarNode) and not is_no_credential(item.value):
                title = f"the text after {quote(str(name.value))}"
                yield doubtful(document, item.span, title)
