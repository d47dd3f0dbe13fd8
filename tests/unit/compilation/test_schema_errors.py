"""A schema error never shows Pydantic's own words, whatever stands in whichever field."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from floe_lsp.compilation import Stage
from floe_lsp.compilation.diagnostics import Diagnostic, apply_edits
from floe_lsp.schemas.manifest.platform_manifest import PlatformManifest
from floe_lsp.schemas.product.floe_spec import FloeSpec
from floe_lsp.schemas.types import reflection
from floe_lsp.schemas.types.base import Contract
from floe_lsp.syntax import Path, SourceText, parse
from floe_lsp.syntax.emit import Data, emit_entry, emit_flow

from .parsed import manifest_findings, product_findings

pytestmark = pytest.mark.requirement("FR-002")

BASES: dict[type[BaseModel], dict[str, Any]] = {
    FloeSpec: {
        "apiVersion": "floe.dev/v1",
        "kind": "FloeSpec",
        "metadata": {"name": "orders", "version": "1.0.0"},
        "transforms": [{"name": "stg_orders"}],
    },
    PlatformManifest: {
        "apiVersion": "floe.dev/v1",
        "kind": "Manifest",
        "metadata": {"name": "platform", "version": "1.0.0", "owner": "a"},
        "plugins": {"compute": {"type": "duckdb"}},
    },
}
FINDINGS: dict[type[BaseModel], Callable[[str], tuple[Diagnostic, ...]]] = {
    FloeSpec: product_findings,
    PlatformManifest: manifest_findings,
}

WRONG: list[Any] = [
    None,
    True,
    False,
    7,
    -1,
    2.5,
    1e300,
    "",
    " ",
    "text",
    "80%",
    "x" * 600,
    [],
    ["a"],
    ["a", "a"],
    [1, None, []],
    {},
    {"a": 1},
    {"name": None, "type": None},
    [{"name": "a"}, {"name": "a", "nmae": 1}],
]
"""Values of every kind that JSON has, empty and filled, and some near misses."""

PYDANTIC = re.compile(
    r"Input should|input_|valid (dictionary|list|string|integer|number|boolean|tuple|date)|"
    r"Extra inputs|not permitted|Field required|unable to (parse|interpret)|String should|"
    r"List should|Dictionary should|Value error|Assertion|greater than or equal|"
    r"less than or equal|validation error|instance of|type=|For further information|"
    r"Unable to extract tag|does not match any of the expected|discriminator|None\b|"
    r"\bdict\b|\bstr\b|\bint\b|\bbool\b|\bfloat\b|<class",
)
"""Words of Pydantic and Python."""


def class_names(model: type[BaseModel] = Contract) -> Iterator[str]:
    for below in model.__subclasses__():
        yield below.__name__
        yield from class_names(below)


CLASSES = re.compile(rf"\b(?:{'|'.join(set(class_names()) - {'FloeSpec'})})\b")
"""Our models by name, which nobody types. ``FloeSpec`` is also what ``kind`` has to be."""


TAKE_MORE: set[Path] = {("defaults",)}
"""Mappings with fields of their own that take any other key too, such as defaults."""


def is_free_map(model: type[BaseModel], path: Path) -> bool:
    """Whether a mapping takes any key."""
    return reflection.describe(model, (*path, "entry")) is not None


def places(model: type[BaseModel]) -> Iterator[Path]:
    """Yield a path to every field of a model, into items and entries of free mappings."""
    pending: list[Path] = [()]
    for path in pending:
        for key in reflection.allowed_keys(model, path, every_spelling=True):
            below: Path = (*path, key)
            yield below
            inner: list[Path] = []
            if reflection.allowed_keys(model, below):
                inner.append(below)
            if reflection.describe(model, (*below, 0)) is not None:
                inner.append((*below, 0))
            if is_free_map(model, below):
                inner.append((*below, "entry"))
            for each in inner:
                if each != below:
                    yield each
                if reflection.allowed_keys(model, each):
                    pending.append(each)


def with_value(data: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return a copy of ``data`` with ``value`` at a path, and what must stand above it."""
    data = copy.deepcopy(data)
    current: Any = data
    for step, following in zip(path, (*path[1:], None), strict=True):
        if isinstance(step, int):
            while len(current) <= step:
                current.append(None)
        empty: Any = [] if isinstance(following, int) else {}
        if following is None:
            current[step] = value
        elif isinstance(step, int) or not isinstance(current.get(step), type(empty)):
            kept = current[step] if isinstance(step, int) else None
            current[step] = kept if isinstance(kept, type(empty)) else empty
        current = current[step]
    return data


def written(data: dict[str, Any], *, flow: bool) -> str:
    if flow:
        return emit_flow(cast("Data", data)) + "\n"
    lines = [line for key, value in data.items() for line in emit_entry(key, value, 0)]
    return "\n".join(lines) + "\n"


def check(found: tuple[Diagnostic, ...], text: str) -> None:
    for diagnostic in found:
        said = " ".join(
            (
                diagnostic.message,
                diagnostic.suggestion or "",
                *(related.message for related in diagnostic.related),
                *(fix.title for fix in diagnostic.fixes),
            )
        )
        assert not PYDANTIC.search(said), said
        assert not CLASSES.search(said), said
        assert not diagnostic.message.endswith("."), said
        assert diagnostic.message.strip(), diagnostic
        assert diagnostic.info.stage is Stage.VALIDATE
        for location in (diagnostic.location, *(each.location for each in diagnostic.related)):
            start, end = location.span
            assert 0 <= start <= end <= len(text)
            assert "\n" not in text[start:end]
        assert diagnostic.location.span.start < diagnostic.location.span.end or not text
        for fix in diagnostic.fixes:
            repaired = apply_edits(text, list(fix.edits))
            assert repaired != text, fix.title
            assert not parse(SourceText(repaired)).problems, (fix.title, repaired)


MODELS = [pytest.param(FloeSpec, id="floe.yaml"), pytest.param(PlatformManifest, id="manifest")]


@pytest.mark.parametrize("flow", [False, True], ids=["block", "flow"])
@pytest.mark.parametrize("model", MODELS)
def test_every_field_with_every_kind_of_value(model: type[BaseModel], flow: bool) -> None:
    count = 0
    for path in places(model):
        count += 1
        for value in WRONG:
            text = written(with_value(BASES[model], path, value), flow=flow)
            check(FINDINGS[model](text), text)
    assert count > (80 if model is FloeSpec else 350), "the walk has to reach every field"


@pytest.mark.parametrize("model", MODELS)
def test_every_mapping_with_an_unknown_key(model: type[BaseModel]) -> None:
    mappings = {path[:-1] for path in places(model) if isinstance(path[-1], str)}
    for path in mappings:
        if is_free_map(model, path) or path in TAKE_MORE:
            continue
        for key in ("zzzzz", "x-y", "größe", "a b"):
            text = written(with_value(BASES[model], (*path, key), 1), flow=False)
            found = FINDINGS[model](text)
            check(found, text)
            shown = f"'{key}'"
            codes = {each.code for each in found if shown in each.message}
            expected = {"E126"} if model is PlatformManifest and not path else {"E108"}
            anchor = not path and key == "x-y"
            assert codes == (set() if anchor else expected), (path, key)


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["name", "type", "tags", "dependsOn", "schema", "x", "größe"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=8,
)
PLACES = {model: sorted(set(places(model)), key=repr) for model in BASES}


@settings(max_examples=300)
@given(st.data())
def test_any_data_in_any_field(draw: st.DataObject) -> None:
    model = draw.draw(st.sampled_from(list(BASES)))
    data = BASES[model]
    for _ in range(draw.draw(st.integers(1, 3))):
        data = with_value(data, draw.draw(st.sampled_from(PLACES[model])), draw.draw(JSON))
    text = written(data, flow=draw.draw(st.booleans()))
    check(FINDINGS[model](text), text)
