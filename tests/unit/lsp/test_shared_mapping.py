"""A view stays what it was, and is made once for any number of readers."""

from __future__ import annotations

import pytest

from floe_lsp.lsp.state.shared_mapping import SharedMapping

pytestmark = pytest.mark.requirement("one way for a change of the world")


def test_a_view_does_not_change() -> None:
    mapping: SharedMapping[str, int] = SharedMapping()
    mapping.set("a", 1)
    first = mapping.view()
    mapping.set("a", 2)
    mapping.set("b", 3)
    second = mapping.view()
    mapping.remove("a")
    assert (dict(first), dict(second), dict(mapping.view())) == (
        {"a": 1},
        {"a": 2, "b": 3},
        {"b": 3},
    )
    assert (mapping.get("a"), mapping.get("b"), "a" in mapping) == (None, 3, False)


def test_a_view_is_made_once() -> None:
    mapping: SharedMapping[str, int] = SharedMapping()
    mapping.set("a", 1)
    view = mapping.view()
    assert mapping.view() is view
    mapping.remove("b")
    assert mapping.view() is view, "nothing was removed"
