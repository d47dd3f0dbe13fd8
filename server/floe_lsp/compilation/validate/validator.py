"""VALIDATE: a file against its schema, and the rules that need no other file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.guarding import UNGUARDED, Guard, name_of
from floe_lsp.compilation.outline import ProductOutline, fields
from floe_lsp.schemas.manifest.environment_fields import is_manifest_environment_field
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.manifest.plugin_selection import PLUGIN_CATEGORIES
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types import reflection
from floe_lsp.syntax import TextEdit
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote

from . import schema_errors
from .rules import DOCUMENT_RULES, PRODUCT_RULES
from .unknown_keys import removal

Model = TypeVar("Model", bound=BaseModel)

_KINDS: dict[type[BaseModel], tuple[str, str]] = {
    FloeSpec: ("FloeSpec", "a data product (floe.yaml)"),
    PlatformManifest: ("Manifest", "a platform manifest (manifest.yaml)"),
}


@dataclass(frozen=True)
class CheckedProduct:
    """What VALIDATE finds in a floe.yaml; without ``spec`` when a field is wrong."""

    spec: FloeSpec | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class CheckedManifest:
    """What VALIDATE finds in a manifest; without ``manifest`` when a field is wrong."""

    manifest: PlatformManifest | None
    diagnostics: tuple[Diagnostic, ...]


def validate_product(product: ProductOutline, guard: Guard = UNGUARDED) -> CheckedProduct:
    """Check a parsed floe.yaml."""
    document = product.document
    wrong_kind = _wrong_kind(document, FloeSpec)
    if wrong_kind is not None:
        return CheckedProduct(None, (wrong_kind,))
    spec, diagnostics = _against_schema(document, FloeSpec)
    for rule in PRODUCT_RULES:
        diagnostics.extend(guard.run(name_of(rule), document, partial(rule, product)))
    diagnostics.extend(_document_rules(document, guard))
    return CheckedProduct(spec, tuple(diagnostics))


def validate_manifest(document: Document, guard: Guard = UNGUARDED) -> CheckedManifest:
    """Check a parsed manifest."""
    wrong_kind = _wrong_kind(document, PlatformManifest)
    if wrong_kind is not None:
        return CheckedManifest(None, (wrong_kind,))
    manifest, diagnostics = _against_schema(document, PlatformManifest)
    diagnostics.extend(_unknown_root_fields(document))
    diagnostics.extend(_unknown_categories(document))
    diagnostics.extend(_document_rules(document, guard))
    return CheckedManifest(manifest, tuple(diagnostics))


def _against_schema(
    document: Document, model: type[Model]
) -> tuple[Model | None, list[Diagnostic]]:
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        return None, list(schema_errors.translate(document, model, error))


def _document_rules(document: Document, guard: Guard) -> Iterator[Diagnostic]:
    for rule in DOCUMENT_RULES:
        yield from guard.run(name_of(rule), document, partial(rule, document))


def _wrong_kind(document: Document, model: type[BaseModel]) -> Diagnostic | None:
    """Report a file that is the other kind (E125); its fields would all be wrong then.

    A file that has fields of its own kind only says so wrongly, which the schema reports.
    """
    node = document.node("kind")
    if node is None or not _only_in(model).isdisjoint(fields(document.root)):
        return None
    for other, (kind, words) in _KINDS.items():
        if other is not model and node.value == kind:
            expected = _KINDS[model][1]
            return document.diagnostic(
                "E125",
                node,
                f"this file is {words}, where {expected} is expected",
                "name the other file, or check that the two are not swapped",
            )
    return None


@cache
def _only_in(model: type[BaseModel]) -> frozenset[str]:
    """The fields at the root of one kind of file that the other lacks."""
    own, other = (
        frozenset(reflection.allowed_keys(each, (), every_spelling=True))
        for each in (model, next(other for other in _KINDS if other is not model))
    )
    return own - other


def _unknown_root_fields(document: Document) -> Iterator[Diagnostic]:
    """Warn of fields that a manifest keeps but nobody reads (E126)."""
    known = PlatformManifest.model_fields
    allowed = ["apiVersion", *(name for name in known if name != "api_version")]
    given = fields(document.root)
    free = [name for name in allowed if name not in given]
    for name, entry in given.items():
        if name in allowed or name in known or _is_refused(name):
            continue
        near = near_miss(name, free)
        if near is not None:
            suggestion = f"did you mean {quote(near)}?"
            fixes = (document.fix(f"Rename to {quote(near)}", TextEdit(entry.key.span, near)),)
        else:
            elsewhere = name in _only_in(FloeSpec)
            suggestion = "remove it, or begin its name with x-"
            if elsewhere:
                suggestion = f"remove it here; {quote(name)} belongs in floe.yaml"
            fixes = removal(document, (name,))
        yield document.diagnostic(
            "E126",
            entry.key,
            f"a manifest has no field {quote(name)}, so it is ignored",
            suggestion,
            fixes=fixes,
        )


def _is_refused(name: str) -> bool:
    return name.startswith("x-") or is_manifest_environment_field(name)


def _unknown_categories(document: Document) -> Iterator[Diagnostic]:
    """Report a category of ``approved_plugins`` that no plugin can have (E111)."""
    for name, entry in fields(document.node("approved_plugins")).items():
        if name in PLUGIN_CATEGORIES:
            continue
        near = near_miss(name, PLUGIN_CATEGORIES)
        fix: tuple[Fix, ...] = ()
        if near is not None:
            fix = (document.fix(f"Rename to {quote(near)}", TextEdit(entry.key.span, near)),)
        allowed = ", ".join(PLUGIN_CATEGORIES)
        yield document.diagnostic(
            "E111",
            entry.key,
            f"{quote(name)} is no kind of plugin, so this list approves nothing",
            f"did you mean {quote(near)}?" if near else f"allowed: {allowed}",
            fixes=fix,
        )
