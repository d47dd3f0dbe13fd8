"""What a transform is: its engine and why, its place in the graph, its dbt model."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.outline import TransformOutline
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
from floe_lsp.ide.graph import dependants, reach
from floe_lsp.ide.manifest_chain import chain_of, manifest_name
from floe_lsp.ide.places import WordKind, place_at
from floe_lsp.ide.snapshot import Snapshot

from . import fields
from .links import file_link


def transform(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Describe a transform; where something else names it too, such as a port, say what that is."""
    name = definition.name
    found = snapshot.outline.by_name.get(name)
    yield from _unknown(snapshot, name) if found is None else _known(snapshot, found, name)
    if definition.path and place_at(snapshot.kind, definition.path).kind is not WordKind.TRANSFORM:
        yield from fields.value(snapshot, definition)


def _known(snapshot: Snapshot, found: TransformOutline, name: str) -> Iterator[Block]:
    yield paragraph(Strong(name), ", a transform")
    model = snapshot.dbt.models.get(name)
    if model is not None and model.description:
        yield from paragraphs(model.description)
    items = [engine_words(snapshot, found), *_words(snapshot, found, name)]
    if model is not None and model.sql_path is not None:
        items.append(("dbt model: ", file_link(snapshot, model.sql_path)))
    elif snapshot.dbt.project is not None:
        items.append(("dbt model: no file of this name in the project",))
    yield Bullets(tuple(items))


def engine_words(snapshot: Snapshot, transform: TransformOutline) -> tuple[Inline, ...]:
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


def _words(snapshot: Snapshot, found: TransformOutline, name: str) -> Iterator[tuple[Inline, ...]]:
    tier, tags = found.tier, found.tags
    if tier is not None:
        yield ("tier: ", Code(tier))
    if tags:
        yield ("tags: ", *listed(Code(tag) for tag in tags))
    outline = snapshot.outline

    def below(of: str) -> list[str]:
        found = outline.by_name.get(of)
        return [] if found is None else [reference.name for reference in found.dependencies]

    users = dependants(snapshot)

    def above(of: str) -> list[str]:
        return [user.name for user in users.get(of, ()) if user.name]

    direct = [each for each in dict.fromkeys(below(name)) if each != name]
    yield ("depends on: ", *_names(direct, len(reach(name, below))))
    direct = [each for each in above(name) if each != name]
    yield ("used by: ", *_names(direct, len(reach(name, above))))


def _names(names: list[str], total: int) -> tuple[Inline, ...]:
    if not names:
        return ("nothing",)
    more = f" ({total} in all)" if total > len(names) else ""
    return (*listed(Code(name) for name in names), more)


def _unknown(snapshot: Snapshot, name: str) -> Iterator[Block]:
    """Say what dbt knows of a name; that it is not a transform, its diagnostic says."""
    text = snapshot.document.text
    for span in broken_text.declarations(snapshot, name)[:1]:
        place = f"line {text.position(span.start).line + 1}, where the YAML could not be read"
        yield paragraph(Strong(name), f", a transform that is declared in {place}")
    dbt = snapshot.dbt
    model = dbt.models.get(name)
    if model is not None:
        if model.description:
            yield from paragraphs(model.description)
        where: tuple[Inline, ...] = ()
        if model.sql_path is not None:
            where = (": ", file_link(snapshot, model.sql_path))
        yield paragraph("The dbt project has a model ", Code(name), *where)
    elif name in dbt.seeds:
        yield paragraph(Code(name), " is a seed of the dbt project, which needs no entry here")
