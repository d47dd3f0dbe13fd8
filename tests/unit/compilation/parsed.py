"""Documents made from text, for tests that need no file."""

from __future__ import annotations

from pathlib import Path

from floe_lsp.compilation.diagnostics import Diagnostic, in_order
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.validate.validator import validate_manifest, validate_product
from floe_lsp.syntax import SourceText, parse

HEAD = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: orders, version: 1.0.0}\n"
MANIFEST_HEAD = (
    "apiVersion: floe.dev/v1\nkind: Manifest\n"
    "metadata: {name: platform, version: 1.0.0, owner: a}\n"
)


def document(text: str, name: str = "floe.yaml") -> Document:
    """Parse a text; what is wrong with its YAML does not matter here."""
    source = SourceText(text)
    return Document(Path(name), text.encode("utf-8", "surrogatepass"), source, parse(source), ())


def product(text: str) -> ProductOutline:
    return ProductOutline(document(text))


def product_findings(text: str) -> tuple[Diagnostic, ...]:
    """What VALIDATE says of a text as floe.yaml, in order and without repetitions."""
    return in_order(validate_product(product(text)).diagnostics)


def manifest_findings(text: str) -> tuple[Diagnostic, ...]:
    """What VALIDATE says of a text as manifest.yaml, in order and without repetitions."""
    return in_order(validate_manifest(document(text, "manifest.yaml")).diagnostics)
