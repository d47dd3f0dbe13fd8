"""FLOE-E210, FLOE-E211: columns with tests (manifest, ``governance.quality_gates``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Related
from floe_lsp.compilation.enforce.added_tests import adding_not_null
from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.described_models import (
    DescribedModel,
    described_models,
    with_columns,
)
from floe_lsp.compilation.enforce.gates import gate_demand
from floe_lsp.compilation.enforce.policy import (
    About,
    Answer,
    Demand,
    NotCheckable,
    Policy,
    PolicyInput,
    Violation,
    below,
)
from floe_lsp.compilation.outline import TransformOutline
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.dbt.unknown import Fact
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import QualityGatesConfig
from floe_lsp.wording.counting import counted
from floe_lsp.wording.quoting import listed, quote

if TYPE_CHECKING:
    from floe_lsp.dbt.properties import DbtColumn

_GATES = "quality_gates"
_LAYERS = (_GATES, "layer_thresholds")
_FIELDS = (
    *below(
        _GATES,
        "minimum_test_coverage",
        "layer_thresholds",
        "zero_column_coverage_behavior",
        "block_on_failure",
    ),
    *((*_LAYERS, layer) for layer in ("bronze", "silver", "gold")),
)
_PREFIX = re.compile(r"(bronze|silver|gold)_")


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    gates = governance.quality_gates
    asked = first_asked(platform, (*_FIELDS[:2], (_GATES,)))
    if gates is None or asked is None:
        return
    called = ""
    if asked.path == (_GATES,):
        called = f"the {gates.minimum_test_coverage} % coverage that quality_gates has by default"
    note = "" if _asks_for_tests(gates) else "0 % asks for nothing"
    yield gate_demand("coverage", _FIELDS, gates, asked, _check, off=note, called=called)


def _asks_for_tests(gates: QualityGatesConfig) -> bool:
    layers = gates.layer_thresholds
    # A model of no layer is held against the minimum all the same.
    others = 0 if layers is None else max(layers.bronze, layers.silver, layers.gold)
    return max(gates.minimum_test_coverage, others) > 0


def _check(given: PolicyInput) -> Iterator[Answer]:
    """Yield a violation for each model of which too few columns have a data test."""
    gates = given.governance.quality_gates
    if gates is None:
        return
    asked = [each for each in given.product.transforms if threshold(gates, each) > 0]
    found = [*described_models(given, asked, Fact.COLUMNS, Fact.TESTS)]
    about = About.of(asked)
    if gates.zero_column_coverage_behavior == "report_na":
        about, found = with_columns(found)
    yield about
    places: dict[str | None, tuple[Related, ...]] = {}
    for each in found:
        if isinstance(each, NotCheckable):
            yield each
        elif _is_short(gates, each):
            layer = layer_of(each.transform)
            if layer not in places:
                places[layer] = _asked_at(given, layer)
            yield _violation(given, gates, each, places[layer])


def layer_of(transform: TransformOutline) -> str | None:
    """Return the layer of a model: its tier, else what its name begins with."""
    prefix = _PREFIX.match(transform.name or "")
    return transform.tier or (None if prefix is None else prefix[1])


def threshold(gates: QualityGatesConfig, transform: TransformOutline) -> int:
    """Return how many percent of the columns of a model need a test.

    That of its layer, where layers have thresholds and it is of one; else the minimum.
    """
    layers, layer = gates.layer_thresholds, layer_of(transform)
    if layers is None or layer is None:
        return gates.minimum_test_coverage
    of_layer: dict[str, int] = {
        "bronze": layers.bronze,
        "silver": layers.silver,
        "gold": layers.gold,
    }
    return of_layer.get(layer, gates.minimum_test_coverage)


def untested(model: DescribedModel) -> list[DbtColumn]:
    """Return the columns that no data test is about, in the order in which they are declared."""
    tested = model.node.tested_columns
    return [each for each in model.node.columns if each.name not in tested]


def _is_short(gates: QualityGatesConfig, model: DescribedModel) -> bool:
    """Whether too few columns of a model have a test.

    A model without columns counts as covered, where it counts at all.
    """
    total = len(model.node.columns)
    return (total - len(untested(model))) * 100 < threshold(gates, model.transform) * total


def _violation(
    given: PolicyInput,
    gates: QualityGatesConfig,
    model: DescribedModel,
    asked_at: tuple[Related, ...],
) -> Violation:
    bare, asked = untested(model), threshold(gates, model.transform)
    total = len(model.node.columns)
    tested = total - len(bare)
    needed = -(-asked * total // 100) - tested
    layer = layer_of(model.transform)
    is_of_layer = gates.layer_thresholds is not None and layer is not None
    of_layer = f" in the {layer} layer" if is_of_layer else ""
    return Violation(
        "FLOE-E211" if is_of_layer else "FLOE-E210",
        model.name,
        model.transform.name_node,
        f"{quote(model.name)} has tests on {tested:,} of {counted(total, 'column')} "
        f"({tested * 100 // total} %), and the platform asks for {asked} %{of_layer}; "
        f"{_named(bare)} none",
        f"add a data test, such as not_null, to {_so_many(needed, bare)} in {model.file(given)}",
        (*model.places, *asked_at),
        adding_not_null(given, model.node, bare, needed),
    )


def _named(columns: Sequence[DbtColumn]) -> str:
    has = "has" if len(columns) == 1 else "have"
    return f"{listed([quote(each.name) for each in columns])} {has}"


def _so_many(needed: int, columns: Sequence[DbtColumn]) -> str:
    if len(columns) == 1:
        return quote(columns[0].name)
    return f"at least {needed:,} of them" if needed < len(columns) else "each of them"


def _asked_at(given: PolicyInput, layer: str | None) -> tuple[Related, ...]:
    of_layer = () if layer is None else ((*_LAYERS, layer), _LAYERS)
    fields = (*of_layer, *_FIELDS[:1], (_GATES,))
    asked = first_asked(given.platform, fields)
    return () if asked is None else asked.related("this much is asked for here")


POLICY = Policy("coverage", _FIELDS, _demands)
