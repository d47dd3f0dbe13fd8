"""What a transform is: its engine and why, its place in the graph, its dbt model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from floe_lsp.compilation.enforce.column_coverage import FACTS, asked_coverage
from floe_lsp.compilation.outline import TransformOutline, reach
from floe_lsp.compilation.resolve.engine_names import default_engine
from floe_lsp.ide.content import (
    Block,
    Bullets,
    Code,
    Inline,
    Link,
    Strong,
    listed,
    paragraph,
    paragraphs,
)
from floe_lsp.ide.definitions import Definition, broken_text
from floe_lsp.ide.manifest_chain import chain_of, manifest_name
from floe_lsp.ide.places import WordKind, place_at
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.wording.counting import counted

from . import fields
from .links import file_link

if TYPE_CHECKING:
    from floe_lsp.dbt.nodes import DbtNode

_Words = tuple[Inline, ...]

_MOST_COLUMNS = 20
"""Columns that are named; a table may have hundreds."""


def transform(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Describe a transform; where something else names it too, such as a port, say what that is."""
    yield from snapshot.part_guard.join((_named, _place), snapshot, definition)


def _named(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    name = definition.name
    found = snapshot.outline.by_name.get(name)
    if found is None:
        yield from snapshot.part_guard.join((_in_broken_text, _in_dbt), snapshot, name)
    else:
        yield from snapshot.part_guard.join((_title, _description, _facts), snapshot, name, found)


def _place(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    if definition.path and place_at(snapshot.kind, definition.path).kind is not WordKind.TRANSFORM:
        yield from fields.value(snapshot, definition)


def _title(_: Snapshot, name: str, __: TransformOutline) -> Iterator[Block]:
    yield paragraph(Strong(name), ", a transform")


def _description(snapshot: Snapshot, name: str, _: TransformOutline) -> Iterator[Block]:
    model = snapshot.dbt.models.get(name)
    if model is not None and model.description:
        yield from paragraphs(model.description)


def _facts(snapshot: Snapshot, name: str, found: TransformOutline) -> Iterator[Block]:
    parts = (_engine, _tier_and_tags, _dependencies, _users, _model, _columns, _coverage)
    items = tuple(snapshot.part_guard.join(parts, snapshot, name, found))
    if items:
        yield Bullets(items)


def _engine(snapshot: Snapshot, _: str, found: TransformOutline) -> Iterator[_Words]:
    yield engine_words(snapshot, found)


def engine_words(snapshot: Snapshot, transform: TransformOutline) -> _Words:
    """Say which engine builds a transform, and who decided that."""
    written = transform.engine
    default = default_engine(chain_of(snapshot))
    if written is not None:
        if default is None or written == default.name:
            return ("engine: ", Code(written), ", as written here")
        return ("engine: ", Code(written), ", written here in place of ", Code(default.name))
    if default is None:
        return ("engine: the platform's default, which no manifest names yet",)
    document = default.setting.document
    return (
        "engine: ",
        Code(default.name),
        ", the platform's default: ",
        Code(default.field),
        " of ",
        Link(manifest_name(document), document.path.as_uri()),
    )


def _tier_and_tags(_: Snapshot, __: str, found: TransformOutline) -> Iterator[_Words]:
    tier, tags = found.tier, found.tags
    if tier is not None:
        yield ("tier: ", Code(tier))
    if tags:
        yield ("tags: ", *listed(Code(tag) for tag in tags))


def _dependencies(snapshot: Snapshot, name: str, _: TransformOutline) -> Iterator[_Words]:
    outline = snapshot.outline

    def below(of: str) -> list[str]:
        found = outline.by_name.get(of)
        return [] if found is None else [reference.name for reference in found.dependencies]

    direct = [each for each in dict.fromkeys(below(name)) if each != name]
    yield ("depends on: ", *_names(direct, len(reach(name, below))))


def _users(snapshot: Snapshot, name: str, _: TransformOutline) -> Iterator[_Words]:
    outline = snapshot.outline
    users = outline.dependants.get(name, ())
    direct = [user.name for user in users if user.name and user.name != name]
    yield ("used by: ", *_names(direct, len(outline.downstream(name))))


def _model(snapshot: Snapshot, name: str, _: TransformOutline) -> Iterator[_Words]:
    model = snapshot.dbt.models.get(name)
    if model is not None and model.path is not None:
        yield ("dbt model: ", file_link(snapshot, model.path))
    elif snapshot.dbt.project is not None:
        yield ("dbt model: no file of this name in the project",)


def _columns(snapshot: Snapshot, name: str, _: TransformOutline) -> Iterator[_Words]:
    """Name the columns that the dbt project declares, each with its tests."""
    model = snapshot.dbt.models.get(name)
    if model is None or not model.columns or not model.knows(*FACTS):
        return
    shown = model.columns[:_MOST_COLUMNS]
    words: list[Inline] = []
    for column in shown:
        tests = dict.fromkeys((*column.test_names, *_named_at_model(model, column.name)))
        words += [", " if words else "", Code(column.name), f" ({', '.join(tests) or 'no test'})"]
    more = len(model.columns) - len(shown)
    yield ("columns: ", *words, f" and {more:,} more" if more else "")


def _named_at_model(model: DbtNode, column: str) -> Iterator[str]:
    """Yield the tests of the whole model that name a column."""
    for each in model.tests:
        if each.column == column and each.is_enabled is not False:
            yield each.name


def _coverage(snapshot: Snapshot, name: str, found: TransformOutline) -> Iterator[_Words]:
    """Say how many columns have a test, and how many the platform asks for."""
    model = snapshot.dbt.models.get(name)
    governance = None if snapshot.platform is None else snapshot.platform.governance
    coverage = None if model is None else asked_coverage(governance, found, model)
    if coverage is None:
        return
    of_layer = "" if coverage.layer is None else f" in the {coverage.layer} layer"
    share = f"{coverage.tested:,} of {counted(coverage.total, 'column')} ({coverage.percent} %)"
    yield (f"tests on {share}, the platform asks for {coverage.asked} %{of_layer}",)


def _names(names: list[str], total: int) -> tuple[Inline, ...]:
    if not names:
        return ("nothing",)
    more = f" ({total} in all)" if total > len(names) else ""
    return (*listed(Code(name) for name in names), more)


def _in_broken_text(snapshot: Snapshot, name: str) -> Iterator[Block]:
    text = snapshot.document.text
    for span in broken_text.declarations(snapshot, name)[:1]:
        place = f"line {text.position(span.start).line + 1}, where the YAML could not be read"
        yield paragraph(Strong(name), f", a transform that is declared in {place}")


def _in_dbt(snapshot: Snapshot, name: str) -> Iterator[Block]:
    """Say what dbt knows of a name; that it is not a transform, its diagnostic says."""
    dbt = snapshot.dbt
    model = dbt.models.get(name)
    if model is not None:
        if model.description:
            yield from paragraphs(model.description)
        where: tuple[Inline, ...] = ()
        if model.path is not None:
            where = (": ", file_link(snapshot, model.path))
        yield paragraph("The dbt project has a model ", Code(name), *where)
    elif name in dbt.seeds:
        yield paragraph(Code(name), " is a seed of the dbt project, which needs no transform")
