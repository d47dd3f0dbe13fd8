"""Which plugin a name stands for, and the profile output that an engine yields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from floe_lsp.compilation import Analysis
from floe_lsp.compilation.compile.dbt_profiles import build_outputs
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.resolve.checked_platform import NEEDS_NO_PLUGIN
from floe_lsp.compilation.resolve.engine_names import default_engine
from floe_lsp.compilation.resolve.engines import Engines
from floe_lsp.ide.content import (
    Block,
    Code,
    CodeBlock,
    Inline,
    Link,
    Strong,
    listed,
    paragraph,
    prose,
)
from floe_lsp.ide.definitions import Definition
from floe_lsp.ide.manifest_chain import chain_of, manifest_name
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.errors import PluginError
from floe_lsp.schemas.types.secrets.written_out import find_literal_credentials
from floe_lsp.syntax.emit import Data, emit_entry


def engine(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Describe a compute engine: its plugin, who chose it, and its output in the dbt profile."""
    yield from snapshot.part_guard.join((_compute, _default, _output), snapshot, definition.name)


def plugin(snapshot: Snapshot, definition: Definition) -> Iterator[Block]:
    """Describe a plugin that is not an engine: where it comes from."""
    key = definition.path[1] if len(definition.path) > 1 else ""
    category = PluginCategory.selected_by(key)
    if category is not None:
        yield from _described(snapshot, category, definition.name)


def _compute(snapshot: Snapshot, name: str) -> Iterator[Block]:
    yield from _described(snapshot, PluginCategory.COMPUTE, name)


def _default(snapshot: Snapshot, name: str) -> Iterator[Block]:
    default = default_engine(chain_of(snapshot))
    if default is not None and default.name == name:
        document = default.setting.document
        link = Link(manifest_name(document), document.path.as_uri())
        yield paragraph("The platform's default engine, by ", Code(default.field), " of ", link)


def _described(snapshot: Snapshot, category: PluginCategory, name: str) -> Iterator[Block]:
    registry = snapshot.registry
    source = registry.find(category, name)
    if source is None:
        if (category.value, name) in NEEDS_NO_PLUGIN:
            words = f", {category.value}: the compiler writes for it directly and needs no plugin"
            yield paragraph(Strong(name), words)
            return
        missing = registry.not_found(category, name)
        yield paragraph(missing.message, f"; {missing.suggestion}" if missing.suggestion else "")
        return
    origin = "built in" if source.publisher is None else f"from {source.publisher}"
    title: list[Inline] = [Strong(name), f", {category.noun}, {origin}"]
    # Only engines are loaded: a compile needs no more of the others than their names.
    if category is PluginCategory.COMPUTE:
        try:
            loaded = registry.load_compute(name)
        except PluginError as error:
            yield paragraph(*title)
            yield paragraph(error.message)
            return
        if loaded.description:
            yield paragraph(*title)
            yield paragraph(*prose(loaded.description))
            return
    yield paragraph(*title)


def _output(snapshot: Snapshot, name: str) -> Iterator[Block]:
    """Show the output for the first environment, as the profile of a compilation holds it."""
    for analysis in _analyses(snapshot):
        resolved, spec = analysis.resolved, analysis.spec
        found = None if resolved is None else resolved.engines.by_name.get(name)
        if resolved is None or spec is None or found is None:
            continue
        alone = replace(resolved, engines=Engines(resolved.engines.default, {name: found}))
        outputs, problems = build_outputs(spec.metadata.name, alone)
        # A plugin that writes a secret out is reported when it compiles, and never shown.
        if problems or not outputs or any(True for _ in find_literal_credentials(outputs)):
            return
        key = next(iter(outputs))
        yield paragraph("Its output in the dbt profile of ", Code(spec.metadata.name), ":")
        yield CodeBlock("yaml", "\n".join(emit_entry(key, cast("Data", outputs[key]), 0)))
        others = [Code(target) for target in tuple(outputs)[1:]]
        if others:
            yield paragraph("The others are ", *listed(others))
        return


def _analyses(snapshot: Snapshot) -> tuple[Analysis, ...]:
    """The products whose profiles an engine of this file stands in."""
    if snapshot.kind is FileKind.MANIFEST:
        return snapshot.governed
    return () if snapshot.analysis is None else (snapshot.analysis,)
