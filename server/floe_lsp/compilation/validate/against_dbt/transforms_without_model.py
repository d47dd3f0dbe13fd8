"""E138: a transform that no model of the dbt project is (floe.yaml, ``transforms[].name``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.many_findings import ManyFindings
from floe_lsp.dbt.nodes import Fact
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types.formats import TRANSFORM_NAME
from floe_lsp.syntax import AliasNode, Node, dereference, fields_of, items_of
from floe_lsp.syntax.walk import walk
from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import listed, quote_name

from .paired import PairedProduct


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report transforms and output ports without a model, and transforms of a disabled one."""
    many = ManyFindings(paired.document)
    without = frozenset(paired.without_model)
    for name, transform in paired.product.by_name.items():
        described = partial(_without_model, paired, name)
        if name in without:
            yield from many.finding("E138", transform.name_node, described)
        elif _is_disabled(paired, name):
            described = partial(_disabled, paired, name)
            yield from many.finding("E138", transform.name_node, described)
    ports = {name: node for name, node in _ports(paired) if name not in paired.product.by_name}
    for name in paired.lacking(ports):
        yield from many.finding("E138", ports[name], partial(_port, paired, ports[name], name))


def _is_disabled(paired: PairedProduct, name: str) -> bool:
    found = paired.all_models(name)
    return bool(found) and all(not each.is_enabled and each.knows(Fact.ENABLED) for each in found)


def _disabled(paired: PairedProduct, name: str) -> Diagnostic:
    node = paired.all_models(name)[0]
    return paired.document.diagnostic(
        "E138",
        paired.product.by_name[name].name_node,
        f"the model {quote_name(name)} is disabled in the dbt project, so dbt builds nothing of it",
        "enable it in dbt, or remove the transform",
        related=paired.described_at(node, f"{quote_name(name)} is here"),
    )


def _without_model(paired: PairedProduct, name: str) -> Diagnostic:
    kind, near = paired.others.get(name), paired.meant.get(name)
    misnamed = _misnamed(paired, name)
    quoted, fixes = quote_name(name), ()
    message = f"the dbt project has no model {quoted}"
    if kind is not None:
        what = "a table of a source" if kind == "source" else f"a {kind}"
        message = f"{quoted} is {what} of the dbt project, and no model"
        suggestion = f"remove the transform: dbt knows {what} from the SQL that reads it"
    elif misnamed is not None:
        suggestion = (
            f"rename the model {quote_name(misnamed)} to {quoted} in dbt, its file and every ref() "
            "of it: a transform has no such name"
        )
    elif near is not None:
        suggestion = f"did you mean {quote_name(near)}?"
        fixes = _rename(paired, name, near)
    else:
        suggestion = f"create {_new_file(paired, name)}, or remove the transform"
        if paired.undeclared:
            there = listed(paired.undeclared)
            suggestion += f"; models that are no transforms here: {there}"
    node = paired.product.by_name[name].name_node
    return paired.document.diagnostic("E138", node, message, suggestion, fixes=fixes)


def _misnamed(paired: PairedProduct, name: str) -> str | None:
    """Return a model whose name only dbt takes, such as ``raw-orders`` for ``raw_orders``."""
    correct = TRANSFORM_NAME.correct
    if correct is None:
        return None
    others = (each for each in paired.facts.model_files if not TRANSFORM_NAME.accepts(each))
    return next((each for each in others if correct(each) == name), None)


def _ports(paired: PairedProduct) -> Iterator[tuple[str, Node]]:
    for item in _items_of(paired, "output_ports"):
        named = fields_of(item).get("name")
        if named is not None and isinstance(named.value.value, str):
            yield named.value.value, named.value


def _port(paired: PairedProduct, node: Node, name: str) -> Diagnostic:
    near = near_miss(name, paired.product.by_name)
    return paired.document.diagnostic(
        "E138",
        node,
        f"the dbt project has no model {quote_name(name)} that could be published",
        f"did you mean {quote_name(near)}?" if near else "name a transform of the product",
        fixes=() if near is None else (paired.document.near_miss_fix(node, near=near),),
    )


def _new_file(paired: PairedProduct, name: str) -> str:
    project = paired.facts.project
    folder = "models" if project is None or not project.model_paths else project.model_paths[0]
    return f"{folder}/{name}.sql"


def _rename(paired: PairedProduct, name: str, near: str) -> tuple[Fix, ...]:
    """Return the fix that writes the model's name wherever the product names the transform.

    None where an alias stands for the name in a place that means something else.
    """
    mentions = list(_mentions(paired, name))
    places = {each.span: each for each in map(dereference, mentions)}
    anchored = {id(each) for each in places.values() if each.anchor}
    known = {id(each) for each in mentions}
    for each in walk(paired.document.root) if anchored else ():
        if isinstance(each, AliasNode) and id(each.target) in anchored and id(each) not in known:
            return ()
    nodes = (places[span] for span in sorted(places))
    return (paired.document.near_miss_fix(*nodes, near=near),)


def _mentions(paired: PairedProduct, name: str) -> Iterator[Node]:
    """Yield where the product names a transform, as it is typed: an alias is one."""
    yield paired.product.by_name[name].name_node
    yield from (each.node for each in paired.product.references.get(name, ()))
    for section, field in _NAMED_IN:
        for item in _items_of(paired, section):
            named = fields_of(item).get(field)
            if named is not None and named.value.value == name:
                yield named.value


def _items_of(paired: PairedProduct, section: str) -> Iterator[Node]:
    """Yield the items of a section of the product, in any of its spellings."""
    root = fields_of(paired.document.root)
    for key in FloeSpec.keys_of(section):
        entry = root.get(key)
        yield from items_of(None if entry is None else entry.value)


_NAMED_IN = (("output_ports", "name"), ("destinations", "source_table"))
"""The sections beside ``transforms`` whose items name one."""
