"""VALIDATE: a file against its schema, and the rules that need no other file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.codes import Trait
from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.guarding import UNGUARDED, Guard, name_of
from floe_lsp.compilation.load.inputs import Inputs
from floe_lsp.compilation.outline import ProductOutline, outline_of
from floe_lsp.compilation.placeholder_findings import is_about_a_placeholder
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.syntax import MappingNode, Span
from floe_lsp.syntax.walk import walk

from .look_alike_trial import with_look_alikes
from .manifest_file import ManifestFile
from .rules import DOCUMENT_RULES, MANIFEST_RULES, PRODUCT_RULES
from .schema import schema_errors
from .schema.swallowed_text import swallowed_texts
from .schema.unknown_keys import without_unknown_keys
from .wrong_kind import wrong_kind

Model = TypeVar("Model", bound=BaseModel)
Subject = TypeVar("Subject")
Checked: TypeAlias = tuple[Model | None, tuple[Diagnostic, ...]]


@dataclass(frozen=True)
class CheckedProduct:
    """What VALIDATE finds in a floe.yaml; without ``spec`` when a field is wrong."""

    spec: FloeSpec | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class CheckedManifest:
    """What VALIDATE finds in a manifest; without ``manifest`` when a field is wrong.

    Fields that nobody can have meant are left out of it.
    """

    manifest: PlatformManifest | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class ValidFiles:
    """What VALIDATE makes of the files of a run; what is wrong with a file leaves it out."""

    spec: FloeSpec | None
    manifests: tuple[ManifestFile, ...]
    diagnostics: tuple[Diagnostic, ...]


def validate(inputs: Inputs, guard: Guard, cache: AnalysisCache) -> ValidFiles:
    """Check each file that could be loaded, whatever is wrong with the others."""
    broken = inputs.broken
    diagnostics: list[Diagnostic] = []
    spec: FloeSpec | None = None
    product = inputs.product
    if product is not None and product.document.path not in broken:
        found = cache.of_document(
            CheckedProduct, product.document, lambda: validate_product(product, guard)
        )
        spec = found.spec
        diagnostics.extend(found.diagnostics)
    manifests: list[ManifestFile] = []
    for document in inputs.chain.documents:
        if document.path not in broken:
            checked = cache.of_document(
                CheckedManifest, document, partial(validate_manifest, document, guard)
            )
            diagnostics.extend(checked.diagnostics)
            if checked.manifest is not None:
                manifests.append(ManifestFile(document, checked.manifest))
    return ValidFiles(spec, tuple(manifests), tuple(diagnostics))


def validate_product(product: ProductOutline, guard: Guard = UNGUARDED) -> CheckedProduct:
    """Check a parsed floe.yaml."""

    def check(document: Document, guard: Guard) -> Checked[FloeSpec]:
        return _checked(document, FloeSpec, outline_of(document), PRODUCT_RULES, guard)

    return CheckedProduct(*_explained(product.document, check, guard))


def validate_manifest(document: Document, guard: Guard = UNGUARDED) -> CheckedManifest:
    """Check a parsed manifest."""

    def check(document: Document, guard: Guard) -> Checked[PlatformManifest]:
        return _checked(document, PlatformManifest, document, MANIFEST_RULES, guard)

    return CheckedManifest(*_explained(document, check, guard))


def _explained(
    document: Document, check: Callable[[Document, Guard], Checked[Model]], guard: Guard
) -> Checked[Model]:
    """Check a document, and let what look-alike characters explain be told as that.

    Only the text as it stands is checked under the guard: a guard counts the failures of a rule,
    and a text that nobody typed must not switch one off.
    """
    valid, found = check(document, guard)
    return valid, with_look_alikes(document, found, lambda meant: check(meant, UNGUARDED)[1])


def _checked(
    document: Document,
    model: type[Model],
    subject: Subject,
    rules: Iterable[Callable[[Subject], Iterable[Diagnostic]]],
    guard: Guard,
) -> Checked[Model]:
    """Check a document against its schema, then against the rules of its kind and of all files.

    Args:
        document: The file.
        model: Its schema.
        subject: What the rules of its kind look at.
        rules: The rules of its kind.
        guard: What a rule runs under.
    """
    wrong = wrong_kind(document, model)
    if wrong:
        return None, wrong
    valid, diagnostics = _against_schema(document, model)
    for rule in rules:
        diagnostics.extend(guard.run(name_of(rule), document, partial(rule, subject)))
    for rule in DOCUMENT_RULES:
        diagnostics.extend(guard.run(name_of(rule), document, partial(rule, document)))
    return valid, tuple(_without_what_is_held(document, diagnostics))


def _without_what_is_held(document: Document, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield findings; of a placeholder only that it is one, whatever its field would take.

    A field that should not be there has nothing that is still to be written.
    """
    found = tuple(found)
    held = {each.location.span: each for each in found if is_about_a_placeholder(each)}
    unknown = _values_of_unknown_fields(document, found) if held else frozenset[Span]()
    for each in found:
        about = held.get(each.location.span)
        if about is None or (about is each and each.location.span not in unknown):
            yield each


def _values_of_unknown_fields(document: Document, found: Iterable[Diagnostic]) -> frozenset[Span]:
    keys = {each.location.span for each in found if Trait.UNKNOWN_FIELD in each.info.traits}
    return frozenset(
        document.location(entry.value).span
        for node in (walk(document.root) if keys else ())
        for entry in (node.entries if isinstance(node, MappingNode) else ())
        if document.location(entry.key).span in keys
    )


def _against_schema(
    document: Document, model: type[Model]
) -> tuple[Model | None, list[Diagnostic]]:
    valid: Model | None = None
    found: list[Diagnostic] = []
    try:
        valid = model.model_validate(document.value)
    except ValidationError as error:
        found.extend(schema_errors.translate(document, model, error))
        if model is PlatformManifest:
            valid = without_unknown_keys(document, model, error)
    # A comment in place of a value that must be given is an error of the schema already.
    told = {each.location.span for each in found}
    swallowed = swallowed_texts(document, model)
    found.extend(each for each in swallowed if each.location.span not in told)
    return valid, found
