"""What conditions answer, beside Python's own answer of the same expression on the same data."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from floe_lsp.compilation.enforce.condition import CannotEvaluate, Condition, NeedsFacts
from floe_lsp.dbt.unknown import UNKNOWN
from floe_lsp.schemas.types.policy_conditions import PolicyCondition

pytestmark = pytest.mark.requirement("FLOE-E450")

MODEL: Mapping[str, object] = {
    "name": "gold_orders",
    "tags": ["daily", "tested"],
    "tier": None,
    "meta": {"owner": "sales", "size": 3, "more": {"x": []}, "empty": ""},
}


class _Plain:
    """A model or a mapping as Python reads it: fields by attribute, and by ``get``."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def __getattr__(self, name: str) -> object:
        return self.get(name)

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, key: object) -> bool:
        return key in self._fields

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Plain) and self._fields == other._fields

    __hash__ = None  # pyright: ignore[reportAssignmentType] - as a mapping

    def get(self, name: str, default: object = None) -> object:
        value = self._fields.get(name, default)
        return _Plain(cast("dict[str, object]", value)) if isinstance(value, dict) else value


def _of_python(text: str) -> bool | None:
    """Return Python's answer, ``None`` where it has none."""
    scope = {"__builtins__": {"len": len}, "model": _Plain(MODEL)}
    try:
        with warnings.catch_warnings():
            # Python warns of 'is' with a literal.
            warnings.simplefilter("ignore")
            return bool(eval(text, scope))  # noqa: S307 - made of the parts below
    except (TypeError, AttributeError):
        return None


def _of_floe(text: str) -> bool | None:
    assert PolicyCondition().complaint(text) is None, text
    try:
        return Condition(text).holds(MODEL)
    except CannotEvaluate:
        return None


VALUES = st.sampled_from(
    [
        *("model.name", "model.tags", "model.tier", "model.meta", "model.get('tier')"),
        *("model.meta.owner", "model.meta.get('size')", "model.meta.more.x", "model.meta.empty"),
        *("model.meta.get('none')", "model.meta.get('none', 'other')", "model.name.upper()"),
        *("None", "True", "False", "0", "3", "2.5", "''", "'gold'", "'sales'", "'daily'"),
    ]
)
EXPRESSIONS = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("({} and {} or {})".format, inner, inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("len({})".format, inner),
        st.builds(
            "({} {} {})".format,
            inner,
            st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"]),
            inner,
        ),
        st.builds("({} < {} <= {})".format, inner, inner, inner),
        st.builds("({} {} None)".format, inner, st.sampled_from(["is", "is not"])),
        st.builds("{}.count({})".format, st.sampled_from(["model.name", "model.tags"]), inner),
        st.builds("model.name.startswith({})".format, inner),
    ),
    max_leaves=12,
)


@given(EXPRESSIONS)
@example("(model.tier or 'none') != 'none'")
@example("(model.tier or 'bronze') == 'bronze'")
@example("(model.meta.owner and model.name) == 'gold_orders'")
@example("len(model.tier or '') == 0")
@example("(model.tier and model.meta.owner) is None")
def test_the_answer_is_that_of_python(text: str) -> None:
    assert _of_floe(text) == _of_python(text)


FUNCTIONS = st.recursive(
    st.sampled_from(["model", "len", "'x'", "None", "1", "b'x'", "...", "model.name", "model.get"]),
    lambda inner: st.one_of(
        st.builds("{}({})".format, inner, inner),
        st.builds("{}({}, {})".format, inner, inner, inner),
        st.builds("{}()".format, inner),
        st.builds("({}).{}".format, inner, st.sampled_from(["get", "count", "strip", "odd"])),
        st.builds("({} in {})".format, inner, inner),
        st.builds("({} < 3 < {})".format, inner, inner),
    ),
    max_leaves=8,
)


@given(FUNCTIONS)
@example("model('owner')")
@example("model('a', 'b')")
@example("model.get('tier')('x')")
@example("'x'('y')")
@example("len('a', 'b')")
@example("256 in b'x'")
@example("model.name < 3 < (" + "not " * 480 + "1)")
def test_whatever_is_accepted_breaks_nothing(text: str) -> None:
    if PolicyCondition().complaint(text) is None:
        _ = _of_floe(text)


@pytest.mark.parametrize(
    "text",
    [
        "model('owner')",
        "model('a', 'b')",
        "len('a', 'b')",
        "model.get('tier')('x')",
        "'x'('y')",
        "b'x' == 'x'",
        "... == 1",
    ],
)
def test_what_conditions_do_not_have_is_refused(text: str) -> None:
    assert PolicyCondition().complaint(text) is not None


KNOWN = {"name": "a", "tier": None}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("model.description or model.name", True),
        ("not (model.description or model.name)", False),
        ("model.description and model.tier", False),
        ("model.description and model.name", None),
        ("model.description and model.description.odd", None),
        # As a value it may be the description, whatever stands behind it.
        ("(model.description or 'x') == 'x'", None),
        ("(model.tier or 'x' or model.description) == 'x'", True),
        ("(model.description == 'x' or model.name == 'a') and model.name", True),
    ],
)
def test_what_is_unknown_matters_only_where_the_rest_does_not_decide(
    text: str, answer: bool | None
) -> None:
    try:
        found = Condition(text).holds(KNOWN)
    except NeedsFacts:
        found = None
    assert found is answer


PARTLY: Mapping[str, object] = {
    "name": "a",
    "meta": {"owner": "sales", "computed": UNKNOWN, "list": ["x", UNKNOWN], "deep": {"x": UNKNOWN}},
}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("model.meta.owner == 'sales'", True),
        ("'computed' in model.meta", True),
        ("'other' in model.meta", False),
        ("len(model.meta) == 4", True),
        ("len(model.meta.list) == 2", True),
        ("model.meta", True),
        ("model.meta.computed", None),
        ("model.meta.get('computed') is None", None),
        ("model.meta.get('computed', 'x') == 'x'", None),
        ("model.meta.get(model.name) is None", True),
        ("'y' in model.meta.list", None),
        ("model.meta.list.count('y') == 0", None),
        ("model.meta == model.meta", None),
        ("model.meta.deep == model.meta.owner", None),
        ("model.meta.deep.x or model.name == 'a'", True),
    ],
)
def test_what_only_dbt_can_tell_within_a_value_is_never_guessed(
    text: str, answer: bool | None
) -> None:
    try:
        found = Condition(text).holds(PARTLY)
    except NeedsFacts:
        found = None
    assert found is answer
