"""What a policy's condition may say; the corpus holds the messages (governance/governance.md)."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from floe_lsp.schemas.types.policy_conditions import PolicyCondition

CONDITION = PolicyCondition()


@pytest.mark.requirement("E134")
@given(st.text() | st.text("model.getn()'\" =!&|<>[]-1:\\\n#", max_size=40))
@example("not " * 400 + "model.name")
@example("(" * 1_000 + "model" + ")" * 500)
@example("\0")
@example("'\\d' in model.name")
@example("model.name is 'x'")
def test_any_text_is_answered_without_an_exception_or_a_warning(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        complaint = CONDITION.complaint(text)
    if complaint is not None and complaint.replacement is not None:
        assert complaint.replacement != text


@pytest.mark.requirement("E134")
def test_a_condition_of_any_length_is_left_to_those_who_run_it() -> None:
    assert CONDITION.complaint("model.name ==" + " " * 3_000 + "=") is None
