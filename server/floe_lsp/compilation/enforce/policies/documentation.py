"""FLOE-E220 to FLOE-E222: descriptions of models and columns (``governance.quality_gates``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from floe_lsp.compilation.diagnostics import Fix, Related
from floe_lsp.compilation.enforce.added_descriptions import describing_columns, describing_model
from floe_lsp.compilation.enforce.asked import AskedField, first_asked
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
from floe_lsp.dbt.unknown import Fact
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.wording.placeholder_texts import says_nothing_yet
from floe_lsp.wording.quoting import listed, quote

if TYPE_CHECKING:
    from floe_lsp.dbt.properties import DbtColumn

_OF_MODELS = ("quality_gates", "require_descriptions")
_OF_COLUMNS = ("quality_gates", "require_column_descriptions")
_BLOCKING = below("quality_gates", "block_on_failure")

_Check = Callable[[AskedField, PolicyInput], Iterator[Answer]]


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    gates = governance.quality_gates
    if gates is None:
        return
    rows: tuple[tuple[str, tuple[str, str], bool, _Check], ...] = (
        ("descriptions", _OF_MODELS, gates.require_descriptions, _models),
        ("column descriptions", _OF_COLUMNS, gates.require_column_descriptions, _columns),
    )
    for title, field, is_asked, check in rows:
        asked = first_asked(platform, [field])
        if asked is not None:
            off = "" if is_asked else f"{asked.name} is false"
            made = partial(check, asked)
            yield gate_demand(title, (field, *_BLOCKING), gates, asked, made, off=off)


def _models(asked: AskedField, given: PolicyInput) -> Iterator[Answer]:
    """Yield a violation for each model that nobody has described."""
    asked_at = asked.related(_ASKED)
    yield About.of(given.product.transforms)
    for model in described_models(given, given.product.transforms, Fact.DESCRIPTION):
        if isinstance(model, NotCheckable):
            yield model
        elif model.node.description is None:
            yield Violation(
                "FLOE-E220",
                model.name,
                model.transform.name_node,
                f"{quote(model.name)} has no description, which the platform asks of every model",
                f"write one in {model.file(given)}",
                (*model.places, *asked_at),
                describing_model(given, model.node),
                expected=_EXPECTED,
                actual="none",
            )
        elif says_nothing_yet(model.node.description, model.name):
            yield Violation(
                "FLOE-E222",
                model.name,
                model.transform.name_node,
                f"the description of {quote(model.name)} only holds the place of one",
                f"write what a row of it is in {model.file(given)}",
                (*model.places, *asked_at),
                expected=_EXPECTED,
                actual="a placeholder",
            )


def _columns(asked: AskedField, given: PolicyInput) -> Iterator[Answer]:
    """Yield a violation for each model with columns that nobody has described."""
    about, found = with_columns(described_models(given, given.product.transforms, Fact.COLUMNS))
    yield about
    asked_at = asked.related(_ASKED)
    for each in found:
        if isinstance(each, DescribedModel):
            yield from _columns_of(given, asked_at, each)
        else:
            yield each


def _columns_of(
    given: PolicyInput, asked_at: tuple[Related, ...], model: DescribedModel
) -> Iterator[Answer]:
    known = [each for each in model.node.columns if each.is_described]
    if len(known) < len(model.node.columns):
        reason = "the description of a column is a template that only dbt can fill in"
        yield NotCheckable(model.name, reason, is_of_model=True)
    missing = [each for each in known if each.description is None]
    if missing:
        yield _violation(
            given, asked_at, model, "FLOE-E221", missing, "none",
            f"{_of(missing)} of {quote(model.name)} {_have(missing)} no description, which the "
            "platform asks of every column",
            describing_columns(given, model.node, missing),
        )  # fmt: skip
    begun = [each for each in known if each.description and says_nothing_yet(each.description)]
    if begun:
        yield _violation(
            given, asked_at, model, "FLOE-E222", begun, "a placeholder",
            f"the {'description' if len(begun) == 1 else 'descriptions'} of {_of(begun)} of "
            f"{quote(model.name)} only {'holds' if len(begun) == 1 else 'hold'} the place of one",
        )  # fmt: skip


def _violation(
    given: PolicyInput,
    asked_at: tuple[Related, ...],
    model: DescribedModel,
    code: str,
    columns: Sequence[DbtColumn],
    actual: str,
    message: str,
    fixes: tuple[Fix, ...] = (),
) -> Violation:
    return Violation(
        code,
        model.name,
        model.transform.name_node,
        message,
        f"write what {'it holds' if len(columns) == 1 else 'they hold'} in {model.file(given)}",
        (*model.column_places(columns), *asked_at),
        fixes,
        column=columns[0].name if len(columns) == 1 else None,
        expected=_EXPECTED,
        actual=actual,
    )


def _of(columns: Sequence[DbtColumn]) -> str:
    noun = "column" if len(columns) == 1 else "columns"
    return f"the {noun} {listed([quote(each.name) for each in columns])}"


def _have(columns: Sequence[DbtColumn]) -> str:
    return "has" if len(columns) == 1 else "have"


_EXPECTED = "a description"
_ASKED = "descriptions are asked for here"

POLICY = Policy("documentation", (_OF_MODELS, _OF_COLUMNS, *_BLOCKING), _demands)
