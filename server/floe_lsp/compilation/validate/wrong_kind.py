"""E125: a product where a manifest is expected, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.versions import API_VERSION
from floe_lsp.syntax import Span, fields_of

_WORDS = {
    FileKind.PRODUCT: "a data product (floe.yaml)",
    FileKind.MANIFEST: "a platform manifest (manifest.yaml)",
}


def wrong_kind(document: Document, model: type[BaseModel]) -> tuple[Diagnostic, ...]:
    """Report a file that is the other kind, or nobody's (E125); its fields would all be wrong then.

    Where a field belongs to this kind of file alone, only ``kind`` is wrong: the schema reports it.
    """
    expected, other = _kinds(model)
    if document.is_foreign:
        return tuple(_says_something_else(document, expected))
    node = document.node("kind")
    if node is None or node.value != other.value:
        return ()
    if not only_in(model).isdisjoint(fields_of(document.root)):
        return ()
    found = document.diagnostic(
        "E125",
        node,
        f"this file is {_WORDS[other]}, where {_WORDS[expected]} is expected",
        "give the path of the other file, or check that the two are not swapped",
    )
    return (found,)


def _says_something_else(document: Document, expected: FileKind) -> Iterator[Diagnostic]:
    """Report each value that says what the file is, and says something else."""
    words = f"this file does not say that it is {_WORDS[expected]}"
    lines = {"apiVersion": API_VERSION, "kind": expected.value}
    given = {
        key: node
        for key in lines
        if (node := document.node(key)) is not None and node.value is not None
    }
    wrong = [key for key, node in given.items() if node.value != lines[key]]
    if not wrong:
        first, second = (f"'{key}: {value}'" for key, value in lines.items())
        advice = f"begin it with {first} and {second}"
        yield document.diagnostic("E125", Span(0, 0), words, advice)
    add = "".join(f", and add '{key}: {lines[key]}'" for key in lines if key not in given)
    for key in wrong:
        message = f"{words}: its {key} is another one"
        yield document.diagnostic("E125", given[key], message, f"write {lines[key]}{add}")


@cache
def only_in(model: type[BaseModel]) -> frozenset[str]:
    """The fields at the root of one kind of file that the other lacks."""
    own, other = (
        frozenset(reflection.allowed_keys(each.model, (), every_spelling=True))
        for each in _kinds(model)
    )
    return own - other


def _kinds(model: type[BaseModel]) -> tuple[FileKind, FileKind]:
    """The kind of file that has this model, and the other one."""
    own, other = sorted(FileKind, key=lambda kind: kind.model is not model)
    return own, other
