"""FLOE-E520, FLOE-E521: a contract that changed more than its version says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.enforce.policy import Answer, NotCheckable, Violation
from floe_lsp.schemas.odcs.changes import ContractChange, changes_of, is_at_least, needed_version
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.syntax import Node, ScalarNode, Span, TextEdit
from floe_lsp.syntax.emit import emit_scalar
from floe_lsp.wording.quoting import listed, quote

from .baseline import Baseline, BaselinePort
from .generation import PortContract
from .product_contracts import ProductContracts
from .published import PublishedPort


@dataclass(frozen=True)
class _Version:
    """Where a version stands that has to grow."""

    text: str
    before: str
    document: Document
    node: Node | Span
    of: str


def changed(
    contracts: ProductContracts, port: PublishedPort, baseline: Baseline
) -> Iterator[Answer]:
    """Yield whether the contract of a port changed more than its version says."""
    made, before = contracts.of_port(port.name), dict(baseline.ports).get(port.name)
    if made is None or before is None:
        return
    changes = [*changes_of(before.table, made.table)]
    if not changes:
        return
    version = _version(contracts, port, made, before, baseline)
    is_breaking = any(each.is_breaking for each in changes)
    needed = needed_version(version.before, is_breaking=is_breaking)
    if needed is None:
        reason = f"the last version of its contract, {quote(version.before)}, is not one like 1.2.0"
        yield NotCheckable(port.name, reason)
    elif not is_at_least(version.text, needed):
        yield _violation(port.name, changes, version, needed, is_breaking=is_breaking)


def removed(
    contracts: ProductContracts, product: Document, spec: FloeSpec, baseline: Baseline
) -> Iterator[Answer]:
    """Yield the output ports that are gone without a new major version of the product."""
    names = {port.name for port in contracts.ports}
    gone = [name for name, _ in baseline.ports if name not in names]
    needed = needed_version(baseline.version, is_breaking=True)
    version_now = spec.metadata.version
    if gone and needed is not None and not is_at_least(version_now, needed):
        changes = [ContractChange(True, f"the output port {quote(name)} is gone") for name in gone]
        node = product.node("metadata", "version") or product.start
        version = _Version(version_now, baseline.version, product, node, "the product")
        yield _violation(None, changes, version, needed, is_breaking=True)


def _version(
    contracts: ProductContracts,
    port: PublishedPort,
    made: PortContract,
    before: BaselinePort,
    baseline: Baseline,
) -> _Version:
    """Return the version that tells of a port's changes: that of a contract that stays the same."""
    written = contracts.written
    is_the_same = before.id == made.contract.data.get("id")
    if made.is_written and written is not None and is_the_same:
        document = written.document
        node = document.node("version") or document.start
        old = before.contract.version or ""
        return _Version(made.contract.version or "", old, document, node, "the contract")
    document = port.document
    node = document.node("metadata", "version") or document.start
    now = str(node.value) if isinstance(node, ScalarNode) else ""
    return _Version(now, baseline.version, document, node, "the product")


def _violation(
    model: str | None,
    changes: list[ContractChange],
    version: _Version,
    needed: str,
    *,
    is_breaking: bool,
) -> Violation:
    words = listed([each.words for each in changes], "; ")
    since = f"changed since version {version.before}"
    if is_breaking:
        since = f"breaks what readers of version {version.before} rely on"
    whose = version.of if model is None else f"the contract of {quote(model)}"
    fixes = ()
    if isinstance(version.node, ScalarNode):
        edit = TextEdit(version.node.span, emit_scalar(needed))
        fixes = (version.document.fix(f"Change the version to {needed}", edit),)
    kind = "major" if is_breaking else "minor"
    return Violation(
        "FLOE-E520" if is_breaking else "FLOE-E521",
        model,
        version.node,
        f"{whose} {since}, and needs a new {kind} version: {words}",
        f"make it {needed}, or undo the changes",
        fixes=fixes,
        expected=needed,
        actual=version.text,
        document=version.document,
    )
