"""Values: which of them a place takes, by its path and by its contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from floe_lsp.ide.places import ValueSource, place_at
from floe_lsp.schemas.product.quality import DBT_TESTS
from floe_lsp.schemas.types.field_types import TypeKind
from floe_lsp.schemas.types.reflection import FieldDoc
from floe_lsp.syntax import MappingNode, Node
from floe_lsp.syntax.walk import walk

from . import cron, manifest_paths, models, plugins, time_zones, transforms, words
from .context import CompletionContext, Proposal
from .items import CompletionItem, ItemKind
from .keys import ValueStub
from .snippets import Placeholder

_Source = Callable[[CompletionContext], Iterable[Proposal]]


def _words(find: Callable[[CompletionContext], Iterable[str]], detail: str) -> _Source:
    def source(context: CompletionContext) -> Iterator[Proposal]:
        taken = set(context.cursor.items)
        return (Proposal(word, detail=detail) for word in find(context) if word not in taken)

    return source


_USED = "used in this workspace"


def _tags(context: CompletionContext) -> list[str]:
    return words.tags(context.snapshot)


def _labels(context: CompletionContext) -> list[str]:
    return words.label_values(context.snapshot, str(context.cursor.path[-1]))


def _owners(context: CompletionContext) -> list[str]:
    return words.owners(context.snapshot)


def _secrets(context: CompletionContext) -> list[str]:
    return words.secrets(context.snapshot)


def _products(context: CompletionContext) -> list[str]:
    return words.product_names(context.snapshot)


def _check_types(context: CompletionContext) -> Iterator[Proposal]:
    used = words.check_types(context.snapshot)
    yield from (Proposal(kind, detail=_USED) for kind in used)
    for kind in DBT_TESTS:
        if kind not in used:
            yield Proposal(kind, detail="test of dbt")


def _sinks(context: CompletionContext) -> Iterator[Proposal]:
    """The kinds of destinations that every list of approved ones has; without any, examples."""
    platform = context.snapshot.platform
    approvals = () if platform is None else platform.approved_sinks
    for name in approvals[0].names if approvals else ():
        if all(name in approval.names for approval in approvals):
            yield Proposal(name, detail="approved by the platform")
    if not approvals:
        yield from _examples(context)


def _dbt_tests(context: CompletionContext) -> Iterator[Proposal]:
    taken = set(context.cursor.items)
    for name in DBT_TESTS:
        if name not in taken:
            yield Proposal(name, detail="test of dbt")


def _examples(context: CompletionContext) -> Iterator[Proposal]:
    doc = context.describe()
    taken = set(context.cursor.items)
    for example in () if doc is None else doc.examples:
        for value in example if isinstance(example, list) else [example]:  # pyright: ignore[reportUnknownVariableType] - plain data
            if isinstance(value, str) and value not in taken:
                yield Proposal(value, detail="example")


_SOURCES: dict[ValueSource, _Source] = {
    ValueSource.APPROVED_PLUGINS: plugins.approved_plugins,
    ValueSource.CHECK_TYPES: _check_types,
    ValueSource.COLUMNS: models.columns,
    ValueSource.CRON: cron.presets,
    ValueSource.DBT_TESTS: _dbt_tests,
    ValueSource.DEFAULT_ENGINES: plugins.default_engines,
    ValueSource.ENGINES: plugins.engines,
    ValueSource.EXAMPLES: _examples,
    ValueSource.LABELS: _words(_labels, _USED),
    ValueSource.MANIFESTS: manifest_paths.manifests,
    ValueSource.MODELS: models.undeclared,
    ValueSource.OWNERS: _words(_owners, _USED),
    ValueSource.PLUGINS: plugins.plugin_types,
    ValueSource.PRODUCTS: _words(_products, "product of this workspace"),
    ValueSource.PUBLISHABLE: transforms.publishable,
    ValueSource.SECRETS: _words(_secrets, _USED),
    ValueSource.SINKS: _sinks,
    ValueSource.TAGS: _words(_tags, _USED),
    ValueSource.TIME_ZONES: time_zones.zones,
    ValueSource.TRANSFORMS: transforms.dependencies,
    ValueSource.VERSIONS: plugins.version,
}


def value_items(context: CompletionContext) -> list[CompletionItem]:
    """Return the values that may stand at the cursor, the likeliest first."""
    cursor = context.cursor
    if cursor.word.prefix.startswith("*") and not cursor.word.quote:
        return context.value_items(_aliases(context))
    if "<<" in cursor.path[-2:]:
        return context.value_items(_aliases(context))
    doc = context.describe()
    if doc is None:
        return []
    join = context.snapshot.part_guard.join
    found = list(join((_of_contract, _known), context, doc))
    return found or list(join((_block,), context, doc))


def _of_contract(context: CompletionContext, doc: FieldDoc) -> list[CompletionItem]:
    return context.value_items(_allowed(context, doc))


def _known(context: CompletionContext, doc: FieldDoc) -> list[CompletionItem]:
    source = _source(context, doc)
    return [] if source is None else context.value_items(source(context), rank=6)


def _source(context: CompletionContext, doc: FieldDoc) -> _Source | None:
    """What knows the values of the place; a list that is empty so far asks for its items."""
    path = context.cursor.path
    if doc.type.kind is TypeKind.LIST:
        path = (*path, 0)
    values = place_at(context.snapshot.kind, path).values
    return None if values is None else _SOURCES[values]


def _allowed(context: CompletionContext, doc: FieldDoc) -> Iterator[Proposal]:
    taken = set(context.cursor.items)
    for value in doc.allowed:
        if value not in taken:
            default = "default" if value == doc.default else None
            yield Proposal(value, ItemKind.ENUM_MEMBER, default)
    if any(each.kind is TypeKind.BOOLEAN for each in doc.type.members or (doc.type,)):
        for value in (True, False):
            default = "default" if doc.default is value else None
            yield Proposal(value, ItemKind.ENUM_MEMBER, default)


def _aliases(context: CompletionContext) -> Iterator[Proposal]:
    """Yield the anchors of finished values above the cursor, the nearest first."""
    end = context.cursor.word.span.start
    anchored = [
        (node.anchor, node)
        for node in walk(context.snapshot.document.root)
        if node.anchor is not None and node.end <= end
    ]
    is_merge = context.cursor.path[-1:] == ("<<",) or context.cursor.path[-2:] == ("<<", 0)
    nearest: dict[str, Node] = {}
    for name, node in reversed(anchored):
        nearest.setdefault(name, node)
    for name, node in nearest.items():
        if not is_merge or isinstance(node, MappingNode):
            yield Proposal(f"*{name}", ItemKind.REFERENCE, "anchor", is_raw=True)


def _block(context: CompletionContext, doc: FieldDoc) -> Iterator[CompletionItem]:
    """Yield the lines below a key whose value is a mapping or a list of mappings."""
    cursor = context.cursor
    if cursor.in_flow or cursor.is_item or cursor.word.prefix or not cursor.path:
        return
    kind, item = doc.type.kind, doc.type.item
    is_list = kind is TypeKind.LIST and item is not None and item.kind is TypeKind.MAPPING
    if not (is_list or (doc.keys and kind is TypeKind.MAPPING)):
        return
    parts = list(ValueStub(context).value((), doc, cursor.column))
    if cursor.word.span.start < cursor.word.span.end or not parts:
        return
    keys = context.required_keys(0) if is_list else context.required_keys()
    label = ", ".join(keys) or str(cursor.path[-1])
    placeholders = [part for part in parts if isinstance(part, Placeholder)]
    yield context.item_of_parts(
        label,
        ItemKind.SNIPPET,
        parts,
        "00000",
        detail="its required keys" if keys else "the lines below it",
        begins_line=True,
        triggers_suggest=len(placeholders) == 1,
    )
