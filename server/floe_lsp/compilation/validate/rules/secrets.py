"""E122: a credential written into a file (any value, and comments too)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Severity
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.compilation.scalars import span_in_scalar
from floe_lsp.compilation.secret_spans import covers, credentials_of, joined
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.credentials import secret_variable
from floe_lsp.schemas.product.floe_spec import TransformSpec
from floe_lsp.schemas.types.secrets.doubtful import doubtful_secrets, is_quiet, secrets_for_nobody
from floe_lsp.schemas.types.secrets.doubtful_options import (
    is_doubtful_below_group,
    is_doubtful_label,
    is_doubtful_option,
    is_written_header,
)
from floe_lsp.schemas.types.secrets.names import is_credential_key
from floe_lsp.schemas.types.secrets.shapes import SecretShape, find_secrets
from floe_lsp.schemas.types.secrets.written_out import find_literal_credentials, is_no_credential
from floe_lsp.syntax import (
    MappingNode,
    Node,
    Path,
    ScalarNode,
    SequenceNode,
    Span,
    TextEdit,
    dereference,
    fields_of,
    items_of,
    path_at,
)
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.dbt_templates import env_var
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import quote

_LABELS = ("metadata", "labels")


class _Found(NamedTuple):
    """A credential, before it is told."""

    span: Span
    severity: Severity
    told: Callable[[], Diagnostic]


def check(document: Document) -> Iterator[Diagnostic]:
    """Report credentials, in the exact shape of one or by the words beside it; none is repeated."""
    many = ManyFindings(document)
    for found in sorted(_credentials(document), key=lambda each: each.span):
        if many.only_counts("E122"):
            yield document.counted("E122", found.span, found.severity)
        else:
            yield found.told()


def _credentials(document: Document) -> Iterator[_Found]:
    known: list[int] = []
    for secret in find_secrets(document.text.text):
        known.append(secret.start)
        yield _refused(document, Span(secret.start, secret.end), secret)
    options = list(_options(document))
    of_options = list(_in_options(document, options, known))
    yield from of_options
    # What a name has told needs no second finding for the words within.
    told = joined([each.span for each in of_options])
    for node in _values(document):
        if not covers(told, node.start, node.end):
            yield from _in_value(document, node, known)
    yield from _in_labels(document)
    yield from _in_lists(document, options)


def _refused(document: Document, span: Span, secret: SecretShape) -> _Found:
    def told() -> Diagnostic:
        return document.diagnostic(
            "E122",
            span,
            f"this is {secret.title}, and files are read by many people and kept for ever",
            "revoke it, remove it here, and let a secret store or environment variable hold it",
            fixes=_variable(document, span),
        )

    return _Found(span, Severity.ERROR, told)


def _in_value(document: Document, node: ScalarNode, known: Sequence[int]) -> Iterator[_Found]:
    """Report what only the value as it is read tells, and what is doubtful.

    Args:
        document: The file.
        node: The value.
        known: Where what has been reported begins, in order.
    """
    refused = secrets_for_nobody(node.text)
    place = _Places(document, node)
    for secret in refused or doubtful_secrets(node.text):
        span = place.of(secret)
        if not refused:
            yield _doubtful(document, span, secret.title)
        elif bisect_left(known, span.start) == bisect_left(known, span.end):
            yield _refused(document, span, secret)


class _Places:
    """Where the secrets of a value are written, asked for in their order."""

    def __init__(self, document: Document, node: ScalarNode) -> None:
        self._text = document.text.text
        self._node = node
        whole = span_in_scalar(document.text, node, Span(0, len(node.text)))
        self._whole = whole
        self._is_as_read = whole.end - whole.start == len(node.text) and self._text.startswith(
            node.text, whole.start
        )
        self._done = node.start

    def of(self, secret: SecretShape) -> Span:
        """Return where a secret is written, in a block too; among escapes all of the value."""
        if self._is_as_read:
            return Span(self._whole.start + secret.start, self._whole.start + secret.end)
        if self._node.style in ("literal", "folded"):
            written = self._node.text[secret.start : secret.end]
            start = self._text.find(written, self._done, self._node.end)
            if start >= 0:
                self._done = start + len(written)
                return Span(start, self._done)
        return self._whole


def _in_labels(document: Document) -> Iterator[_Found]:
    labels = document.node(*_LABELS)
    for entry in labels.entries if isinstance(labels, MappingNode) else ():
        name, value = entry.key.value, dereference(entry.value)
        if isinstance(name, str) and is_doubtful_label(name, value.value):
            yield _doubtful(document, value.span, f"the label {quote(name)}")


def _in_options(
    document: Document, found: Iterable[tuple[Path, Node]], known: Sequence[int]
) -> Iterator[_Found]:
    """Report credentials among options of the product, which go into the artifact as they are."""
    for path, options in found:
        for place, _ in find_literal_credentials(options.value, path):
            node = document.node(*place)
            span = document.start if node is None else dereference(node)
            if bisect_left(known, span.start) == bisect_left(known, span.end):
                yield _written_out(document, Span(span.start, span.end), place[len(path) :])
        for node in walk(options):
            for entry in node.entries if isinstance(node, MappingNode) else ():
                name, value = entry.key.value, dereference(entry.value)
                if not isinstance(name, str) or is_credential_key(name):
                    continue
                if not isinstance(value, ScalarNode):
                    continue
                if is_written_header(name, value.value):
                    yield _written_out(document, value.span, (name,))
                elif is_doubtful_option(name, value.value):
                    yield _doubtful(document, value.span, f"the option {quote(name)}")
        yield from _below_groups(document, path, options)


def _below_groups(document: Document, path: Path, options: Node) -> Iterator[_Found]:
    pending: list[tuple[Path, Node]] = [(path, options)]
    while pending:
        above, node = pending.pop()
        if isinstance(node, MappingNode):
            below = [(each.key.value, each.value) for each in node.entries]
            pending += [((*above, key), each) for key, each in below if isinstance(key, str)]
        elif isinstance(node, SequenceNode):
            pending += [((*above, index), each) for index, each in enumerate(node.items)]
        elif isinstance(node, ScalarNode) and is_doubtful_below_group(above, node.value):
            yield _doubtful(document, node.span, f"the value of {quote(str(above[-1]))}")


def _options(document: Document) -> Iterator[tuple[Path, Node]]:
    """Yield the maps of a product whose keys anybody may choose."""
    for index, node in enumerate(items_of(document.node("destinations"))):
        config = fields_of(node).get("config")
        if config is not None:
            yield ("destinations", index, "config"), dereference(config.value)
    keys = TransformSpec.keys_of("quality_checks")
    for index, node in enumerate(items_of(document.node("transforms"))):
        fields = fields_of(node)
        for key in keys:
            checks = fields.get(key)
            for at, check in enumerate(items_of(None if checks is None else checks.value)):
                parameters = fields_of(check).get("parameters")
                if parameters is not None:
                    place = ("transforms", index, key, at, "parameters")
                    yield place, dereference(parameters.value)


def _written_out(document: Document, span: Span, option: Path) -> _Found:
    def told() -> Diagnostic:
        return document.diagnostic(
            "E122",
            span,
            f"the credential {quote(dotted(option))} is written out, and files are read by many "
            "people and kept for ever",
            f"revoke it, and write a placeholder such as {env_var('NAME')} here",
        )

    return _Found(span, Severity.ERROR, told)


def _in_lists(document: Document, found: Iterable[tuple[Path, Node]]) -> Iterator[_Found]:
    """Report what follows the name of a credential in a list that is no option."""
    options = {
        id(node)
        for each in (*_configs(document), *(options for _, options in found))
        for node in walk(each)
    }
    for node in walk(document.root):
        if not isinstance(node, SequenceNode) or id(node) in options:
            continue
        for name, item in credentials_of(node):
            if isinstance(item, ScalarNode) and not is_no_credential(item.value):
                title = f"what stands after {quote(str(name.value))}"
                yield _doubtful(document, item.span, title)


def _doubtful(document: Document, span: Span, title: str) -> _Found:
    def told() -> Diagnostic:
        return document.diagnostic(
            "E122",
            span,
            f"{title} may be a credential, so an artifact holds stars in its place",
            "remove it if it is one, and let a secret store hold it; else say it in other words",
            severity=Severity.WARNING,
        )

    return _Found(span, Severity.WARNING, told)


def _values(document: Document) -> Iterator[ScalarNode]:
    """Yield the texts of a file, apart from the options of plugins, which E214 looks at."""
    options = [node.span for node in _configs(document)]
    has_escapes = "\\" in document.text.text
    for node in walk(document.root):
        if not isinstance(node, ScalarNode) or (is_quiet(node.text) and not has_escapes):
            continue
        if isinstance(node.value, str) and not any(
            span.start <= node.start < span.end for span in options
        ):
            yield node


def _configs(document: Document) -> Iterator[Node]:
    plugins = document.node("plugins")
    for entry in plugins.entries if isinstance(plugins, MappingNode) else ():
        if isinstance(name := entry.key.value, str):
            config = document.node("plugins", name, "config")
            if config is not None:
                yield dereference(config)


def _variable(document: Document, span: Span) -> tuple[Fix, ...]:
    """Return the fix that reads the option of a plugin from the environment instead.

    Only there does a template mean anything; the variable is the one that the artifact would read.
    """
    if document.root is None:
        return ()
    path, node, on_key = path_at(document.root, span.start)
    if len(path) < 4 or path[0] != "plugins" or path[2] != "config" or on_key:
        return ()
    if not isinstance(node, ScalarNode) or node.text != document.text.slice(span):
        return ()
    category = PluginCategory.selected_by(path[1])
    if category is None:
        return ()
    reference = document.node(*path[:2], "connection_secret_ref")
    owner = reference or document.node(*path[:2], category.selector)
    if owner is None or not isinstance(owner.value, str):
        return ()
    text = emit_scalar(env_var(secret_variable(owner.value, *path[3:])))
    edit = TextEdit(node.span, text)
    return (document.fix("Replace with a variable of the environment", edit),)
