"""FLOE-E210, FLOE-E211: columns with tests (manifest, ``governance.quality_gates``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Related
from floe_lsp.compilation.enforce.added_tests import adding_not_null
from floe_lsp.compilation.enforce.asked import first_asked
from floe_lsp.compilation.enforce.column_coverage import (
    FACTS,
    ColumnCoverage,
    coverage_of,
    threshold,
)
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
from floe_lsp.compilation.resolve.inheritance import Platform
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
    found = [*described_models(given, asked, *FACTS)]
    about = About.of(asked)
    if gates.zero_column_coverage_behavior == "report_na":
        about, found = with_columns(found)
    yield about
    places: dict[str | None, tuple[Related, ...]] = {}
    for each in found:
        if isinstance(each, NotCheckable):
            yield each
            continue
        coverage = coverage_of(gates, each.transform, each.node)
        if coverage.missing:
            if coverage.layer not in places:
                places[coverage.layer] = _asked_at(given, coverage.layer)
            yield _violation(given, each, coverage, places[coverage.layer])


def _violation(
    given: PolicyInput,
    model: DescribedModel,
    found: ColumnCoverage,
    asked_at: tuple[Related, ...],
) -> Violation:
    of_layer = "" if found.layer is None else f" in the {found.layer} layer"
    return Violation(
        "FLOE-E210" if found.layer is None else "FLOE-E211",
        model.name,
        model.transform.name_node,
        f"{quote(model.name)} has tests on {found.tested:,} of {counted(found.total, 'column')} "
        f"({found.percent} %), and the platform asks for {found.asked} %{of_layer}; "
        f"{_named(found.untested)} none",
        f"add a data test, such as not_null, to {_so_many(found.missing, found.untested)} in "
        f"{model.file(given)}",
        (*model.places, *asked_at),
        adding_not_null(given, model.node, found.untested, found.missing),
        column=found.untested[0].name if len(found.untested) == 1 else None,
        expected=f"tests on {found.asked} % of the columns",
        actual=f"tests on {found.percent} % of them",
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
