"""Values: which of them a place takes, by its path and by its contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from floe_lsp.ide.field_docs import OPTIONS
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.schemas.types.reflection import FieldDoc
from floe_lsp.syntax import MappingNode

from . import cron, manifest_paths, models, plugins, time_zones, transforms, words
from .items import CompletionItem, ItemKind
from .request import Proposal, Request
from .snippets import Hole

_Source = Callable[[Request], Iterable[Proposal]]
_Pattern = tuple["str | None", ...]

_ANCHOR = re.compile(r"(?:(?<=[\s\[{,])|\A)&([^\s,\[\]{}]+)")


def _words(find: Callable[[Request], Iterable[str]], detail: str) -> _Source:
    def source(request: Request) -> Iterator[Proposal]:
        taken = set(request.cursor.items)
        return (Proposal(word, detail=detail) for word in find(request) if word not in taken)

    return source


_USED = "used in this workspace"


def _tags(request: Request) -> list[str]:
    return words.tags(request.snapshot)


def _labels(request: Request) -> list[str]:
    return words.label_values(request.snapshot, str(request.cursor.path[-1]))


def _owners(request: Request) -> list[str]:
    return words.owners(request.snapshot)


def _secrets(request: Request) -> list[str]:
    return words.secrets(request.snapshot)


def _products(request: Request) -> list[str]:
    return words.product_names(request.snapshot)


def _check_types(request: Request) -> Iterator[Proposal]:
    used = words.check_types(request.snapshot)
    yield from (Proposal(kind, detail=_USED) for kind in used)
    for kind in ("not_null", "unique", "accepted_values", "relationships"):
        if kind not in used:
            yield Proposal(kind, detail="test of dbt")


def _sinks(request: Request) -> Iterator[Proposal]:
    """The kinds of destinations that every list of approved ones has; without any, examples."""
    platform = request.snapshot.platform
    approvals = () if platform is None else platform.approved_sinks
    for name in approvals[0].names if approvals else ():
        if all(name in approval.names for approval in approvals):
            yield Proposal(name, detail="approved by the platform")
    if not approvals:
        yield from _examples(request)


def _dbt_tests(request: Request) -> Iterator[Proposal]:
    taken = set(request.cursor.items)
    for name in ("not_null", "unique", "accepted_values", "relationships"):
        if name not in taken:
            yield Proposal(name, detail="test of dbt")


def _examples(request: Request) -> Iterator[Proposal]:
    doc = request.describe()
    taken = set(request.cursor.items)
    for example in () if doc is None else doc.examples:
        for value in example if isinstance(example, list) else [example]:  # pyright: ignore[reportUnknownVariableType] - plain data
            if isinstance(value, str) and value not in taken:
                yield Proposal(value, detail="example")


_PRODUCT: dict[_Pattern, _Source] = {
    ("metadata", "version"): _examples,
    ("metadata", "owner"): _words(_owners, _USED),
    ("metadata", "labels", "*"): _words(_labels, _USED),
    ("platform", "manifest"): manifest_paths.manifests,
    ("transforms", None, "name"): models.undeclared,
    ("transforms", None, "compute"): plugins.engines,
    ("transforms", None, "tags", None): _words(_tags, _USED),
    ("transforms", None, "dependsOn", None): transforms.dependencies,
    ("transforms", None, "qualityChecks", None, "type"): _check_types,
    ("transforms", None, "qualityChecks", None, "column"): models.columns,
    ("schedule", "cron"): cron.presets,
    ("schedule", "timezone"): time_zones.zones,
    ("outputPorts", None, "name"): transforms.publishable,
    ("outputPorts", None, "owner"): _words(_owners, _USED),
    ("outputPorts", None, "schema", None, "name"): models.columns,
    ("outputPorts", None, "schema", None, "type"): _examples,
    ("outputPorts", None, "schema", None, "classification"): _examples,
    ("destinations", None, "sink_type"): _sinks,
    ("destinations", None, "connection_secret_ref"): _words(_secrets, _USED),
}
_MANIFEST: dict[_Pattern, _Source] = {
    ("metadata", "version"): _examples,
    ("parent_manifest",): manifest_paths.manifests,
    ("plugins", "*", "type"): plugins.plugin_types,
    ("plugins", "*", "provider"): plugins.plugin_types,
    ("plugins", "*", "version"): plugins.version,
    (*OPTIONS, "*"): plugins.option_values,
    ("plugins", "quality", "quality_gates", "*", "required_tests", None): _dbt_tests,
    ("governance", "custom_rules", None, "test_types", None): _dbt_tests,
    ("governance", "custom_rules", None, "required_tags", None): _words(_tags, _USED),
    ("approved_plugins", "*", None): plugins.approved_plugins,
    ("approved_sinks", None): _examples,
    ("approved_products", None): _words(_products, "product of this workspace"),
    ("defaults", "*"): plugins.default_engine,
}
_SPELLINGS = {
    "depends_on": "dependsOn",
    "quality_checks": "qualityChecks",
    "output_ports": "outputPorts",
}


def value_items(request: Request) -> list[CompletionItem]:
    """Return the values that may stand at the cursor, the likeliest first."""
    cursor = request.cursor
    if cursor.word.prefix.startswith("*") and not cursor.word.quote:
        return request.value_items(_aliases(request))
    if "<<" in cursor.path[-2:]:
        return request.value_items(_aliases(request))
    doc = request.describe()
    if doc is None:
        return []
    found = request.value_items(_allowed(request, doc))
    source = _source(request, doc)
    if source is not None:
        found.extend(request.value_items(source(request), rank=6))
    if not found:
        found.extend(_block(request, doc))
    return found


def _source(request: Request, doc: FieldDoc) -> _Source | None:
    """What knows the values of the place; a list that is empty so far asks for its items."""
    pattern = tuple(_SPELLINGS.get(step, step) if step else None for step in request.pattern)
    if doc.type.kind is TypeKind.LIST:
        pattern = (*pattern, None)
    table = _PRODUCT if request.is_product else _MANIFEST
    return next(
        (source for each, source in table.items() if _matches(each, pattern)),
        None,
    )


def _matches(pattern: _Pattern, path: _Pattern) -> bool:
    return len(pattern) == len(path) and all(
        wanted == step or (wanted == "*" and step is not None)
        for wanted, step in zip(pattern, path, strict=True)
    )


def _allowed(request: Request, doc: FieldDoc) -> Iterator[Proposal]:
    taken = set(request.cursor.items)
    for value in doc.allowed:
        if value not in taken:
            default = "default" if value == doc.default else None
            yield Proposal(value, ItemKind.ENUM_MEMBER, default)
    if doc.type.kind is TypeKind.BOOLEAN:
        for value in (True, False):
            default = "default" if doc.default is value else None
            yield Proposal(value, ItemKind.ENUM_MEMBER, default)


def _aliases(request: Request) -> Iterator[Proposal]:
    """Yield the anchors above the cursor, the nearest first."""
    text = request.snapshot.document.text.text
    names = [match[1] for match in _ANCHOR.finditer(text, 0, request.cursor.word.span.start)]
    anchors = request.snapshot.document.tree.anchors
    is_merge = request.cursor.path[-1:] == ("<<",) or request.cursor.path[-2:] == ("<<", 0)
    for name in dict.fromkeys(reversed(names)):
        if is_merge and not isinstance(anchors.get(name), MappingNode | None):
            continue
        yield Proposal(f"*{name}", ItemKind.REFERENCE, "anchor", is_raw=True)


def _block(request: Request, doc: FieldDoc) -> Iterator[CompletionItem]:
    """Yield the lines below a key whose value is a mapping or a list of mappings."""
    from .keys import Writer  # noqa: PLC0415 - keys use values of the style, not the reverse

    cursor = request.cursor
    if cursor.in_flow or cursor.is_item or cursor.word.prefix or not cursor.path:
        return
    kind, item = doc.type.kind, doc.type.item
    is_list = kind is TypeKind.LIST and item is not None and item.kind is TypeKind.MAPPING
    if not (is_list or (doc.keys and kind is TypeKind.MAPPING)):
        return
    parts = list(Writer(request).value((), doc, cursor.column))
    if cursor.word.span.start < cursor.word.span.end or not parts:
        return
    keys = request.required_keys(0) if is_list else request.required_keys()
    label = ", ".join(keys) or str(cursor.path[-1])
    holes = [part for part in parts if isinstance(part, Hole)]
    yield request.item_of_parts(
        label,
        ItemKind.SNIPPET,
        parts,
        "00000",
        detail="its required keys" if keys else "the lines below it",
        begins_line=True,
        ask_again=len(holes) == 1 and not (request.snippets and holes[0].choices),
    )
