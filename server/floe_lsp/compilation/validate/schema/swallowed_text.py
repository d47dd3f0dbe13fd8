"""E136: text that YAML takes for a comment, since it stands behind a blank and begins with ``#``.

``owner: #parcel-team`` has no value, and ``description: Ticket #481 parcels`` is one word (YAML
1.2.2, section 6.6). Only a sign with a letter or digit right behind it is taken for text: who
writes a comment leaves a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from floe_lsp.compilation.codes import Severity
from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.schemas.manifest.governance_policies import PolicyDefinition, PolicyOverride
from floe_lsp.schemas.manifest.platform_manifest import ManifestMetadata, PlatformManifest
from floe_lsp.schemas.manifest.plugin_selection import PluginSelection
from floe_lsp.schemas.manifest.promotion import EnvironmentLock
from floe_lsp.schemas.product.floe_spec import (
    FloeMetadata,
    PlatformRef,
    ScheduleSpec,
    TransformSpec,
)
from floe_lsp.schemas.product.outputs import OutputPort, OutputPortColumn
from floe_lsp.schemas.product.quality import QualityCheck, QualityConfig
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.field_types import FieldType, TypeKind
from floe_lsp.schemas.types.reflection import FieldDoc
from floe_lsp.schemas.types.secrets.number_signs import SIGN_BEFORE_TEXT, TO_FLOE
from floe_lsp.syntax import MappingNode, Node, Path, ScalarNode, SequenceNode, Span, TextEdit
from floe_lsp.syntax.lines import line_end, trimmed_end
from floe_lsp.syntax.quoting import quoted
from floe_lsp.wording.paths import subject

if TYPE_CHECKING:
    from pydantic import BaseModel

_SIGN = re.compile(rf"[^\s#][ \t]+{SIGN_BEFORE_TEXT}")
_SWALLOWED = re.compile(rf"[ \t]+({SIGN_BEFORE_TEXT})")
_COMMENT = re.compile(rf"[ \t]#(?:[\W_]|{TO_FLOE}|\Z)")
"""What ends the text again: a comment that is meant as one."""

_PROSE: Final[frozenset[str]] = frozenset(
    key
    for model, field in (
        (FloeMetadata, "description"),
        (ManifestMetadata, "description"),
        (OutputPort, "description"),
        (OutputPortColumn, "description"),
        (EnvironmentLock, "reason"),
        (PolicyOverride, "reason"),
        (PolicyDefinition, "message"),
    )
    for key in model.keys_of(field)
)
"""Fields that hold sentences, which may go on after a number sign."""

_LOOKED_UP: Final[frozenset[str]] = frozenset(
    key
    for model, field in (
        (OutputPortColumn, "type"),
        (PlatformManifest, "parent_manifest"),
        (PlatformRef, "manifest"),
        (PluginSelection, "type"),
        (QualityCheck, "column"),
        (QualityCheck, "type"),
        (QualityConfig, "provider"),
        (ScheduleSpec, "cron"),
        (ScheduleSpec, "timezone"),
        (TransformSpec, "compute"),
        (TransformSpec, "depends_on"),
    )
    for key in model.keys_of(field)
)
"""Fields whose text names something else; nothing that they name begins with a number sign."""

MOST_FINDINGS = 500
"""So many are told in one file."""
_LONGEST = 500
"""So many characters are put into quotes: no description may have more."""


def swallowed_texts(document: Document, model: type[BaseModel]) -> Iterator[Diagnostic]:
    """Warn of text fields that hold a comment alone, and tell of sentences that end in one."""
    text = document.text.text
    if document.root is None or not _SIGN.search(text):
        return
    for path, node in islice(_before_comments(document), MOST_FINDINGS):
        if node.start == node.end:
            found = instead_of_text(document, model, path, node)
        else:
            found = _behind_text(document, path, node)
        if found is not None:
            yield found


def instead_of_text(
    document: Document,
    model: type[BaseModel],
    path: Path,
    node: Node,
    severity: Severity | None = None,
) -> Diagnostic | None:
    """Return that a field has a comment in place of its text, ``None`` where it has not.

    Args:
        document: The file.
        model: Its schema.
        path: The path of the field.
        node: Its value.
        severity: How much it matters, if not as much as the code says.
    """
    comment = _comment_behind(document, node)
    if comment is None or node.start != node.end:
        return None
    doc = reflection.describe(model, path, document.value)
    if doc is None or not _takes_text(doc.type):
        return None
    text = document.text.slice(comment)
    fixes: tuple[Fix, ...] = ()
    if _takes(document, model, path, doc, text):
        suggestion = "quote it if it is meant as text"
        fixes = (document.fix("Quote it", TextEdit(comment, quoted(text))),)
    else:
        suggestion = "remove the '#' if the value is meant"
        if _takes(document, model, path, doc, text[1:]):
            edit = TextEdit(Span(comment.start, comment.start + 1), "")
            fixes = (document.fix("Remove the '#'", edit),)
    return document.diagnostic(
        "E136",
        comment,
        f"this is a comment, so {subject(path)} has no value",
        suggestion,
        fixes=fixes,
        severity=severity,
    )


def _behind_text(document: Document, path: Path, node: ScalarNode) -> Diagnostic | None:
    """``description: Ticket #481 parcels``."""
    if not path or path[-1] not in _PROSE or not isinstance(node.value, str):
        return None
    comment = _comment_behind(document, node)
    if comment is None:
        return None
    fixes: tuple[Fix, ...] = ()
    whole = document.text.slice((node.start, comment.end))
    if len(whole) <= _LONGEST and "\n" not in whole and "\r" not in whole:
        edit = TextEdit(Span(node.start, comment.end), quoted(whole))
        fixes = (document.fix("Quote the whole text", edit),)
    return document.diagnostic(
        "E136",
        comment,
        f"this is a comment and not a part of {subject(path)}",
        "quote the whole text if it is meant to be, or put a space after the '#'",
        fixes=fixes,
        severity=Severity.INFO,
    )


def _comment_behind(document: Document, node: Node) -> Span | None:
    """Return the comment behind a plain value that may be meant as text, or as a part of it."""
    if not isinstance(node, ScalarNode) or node.style != "plain":
        return None
    if node.start == node.end and (node.anchor is not None or node.tag is not None):
        return None
    text = document.text.text
    match = _SWALLOWED.match(text, node.end)
    if match is None:
        return None
    start, end = match.start(1), line_end(text, node.end)
    meant = _COMMENT.search(text, start, end)
    return Span(start, trimmed_end(text, start, end if meant is None else meant.start()))


def _takes_text(expected: FieldType) -> bool:
    return any(each.kind is TypeKind.TEXT for each in expected.members or (expected,))


def _takes(
    document: Document, model: type[BaseModel], path: Path, doc: FieldDoc, text: str
) -> bool:
    """Whether a field takes a text, as far as the field alone tells."""
    if doc.allowed and not doc.besides:
        return text in doc.allowed
    if not _LOOKED_UP.isdisjoint(path[-2:]) or len(text) > _LONGEST:
        return False
    rule = reflection.text_rule(model, path, document.value)
    return rule is None or rule.complaint(text) is None


def _before_comments(document: Document) -> Iterator[tuple[Path, ScalarNode]]:
    """Yield the plain values before such comments with their paths, each as it is written."""
    pending: list[tuple[Path, Node]] = [] if document.root is None else [((), document.root)]
    while pending:
        path, node = pending.pop()
        below: Iterable[tuple[str | int, Node]] = ()
        if isinstance(node, MappingNode):
            below = ((str(each.key.value), each.value) for each in node.entries)
        elif isinstance(node, SequenceNode):
            below = enumerate(node.items)
        for step, value in below:
            if not isinstance(value, ScalarNode):
                pending.append(((*path, step), value))
            elif _comment_behind(document, value) is not None:
                yield (*path, step), value
