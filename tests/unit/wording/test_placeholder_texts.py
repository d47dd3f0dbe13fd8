"""Which descriptions only hold the place of one."""

from __future__ import annotations

import pytest

from floe_lsp.wording.placeholder_texts import says_nothing_yet

pytestmark = pytest.mark.requirement("FLOE-E222")


@pytest.mark.parametrize(
    "text",
    [
        *("TBD", "todo", "FIXME!", "xxx", "Hack.", "(wip)", "N/A", "n/a.", "NA", "None", "none."),
        *(".", "...", "…", "-", "---", "\u2013", "?", "***", "_"),
        *("fill in", "Please fill in.", "FILL IN later"),
        *("add description", "Add a description here", "TODO add the description"),
        *("coming soon", "Description coming soon...", "Docs coming soon!"),
        *("TODO: what a row is", "FIXME : the units", "tbd: ask the shop team about this column"),
        f"TODO: {'word ' * 100}",
        *("description pending", "pending description", "To be documented", "work in progress"),
        *("Needs documentation", "This is a placeholder.", "describe later", "TODO TODO TODO"),
        *("<description>", " <what-it-is> "),
        *(
            "TODO(bob)",
            "TODO(bob) what a row is",
            "todo (bob): what a row is",
            "TODO - ask the shop",
        ),
        *("tba", "TBC", "T.B.D.", "t.b.a", "N.A.", "W.I.P.", "to do", "To be determined."),
        *("No description", "no description yet", "No documentation available.", "Undocumented"),
        *("description", "Description.", "The documentation"),
        *("Lorem ipsum", f"lorem ipsum dolor sit amet {'elit ' * 60}"),
    ],
)
def test_a_placeholder(text: str) -> None:
    assert says_nothing_yet(text)


@pytest.mark.parametrize(
    "text",
    [
        "Items of the todo list of a member.",
        "Whether a todo is done",
        "None of the orders that were cancelled",
        "Hack days of the year",
        "What is to be done about a broken bike",
        "How to fill in the form",
        "The description of a product, as the shop shows it",
        "Description of the product in the shop",
        "id",
        "Todo(s) per user, of all lists",
        "todo - the kind of task",
        "TODO-list entries of a member",
        "No orders without a customer",
        "Undocumented features by release",
        "Share of U.S. customers",
        "What to do with a return",
        "Tba codes of the tax office",
        "Days until the launch; empty where it is coming soon",
        "N/A for casual riders",
        "-1 for none",
        "todo " * 13,
        "日本語の説明",
        "<b>Orders</b>",
        f"TODO {'x ' * 300}",
    ],
)
def test_a_description(text: str) -> None:
    assert not says_nothing_yet(text)


@pytest.mark.parametrize("name", ["orders", "customer_orders"])
def test_a_name_says_nothing_of_what_it_names(name: str) -> None:
    assert says_nothing_yet(f" {name} ", name)
    assert not says_nothing_yet(name)


@pytest.mark.parametrize("text", ["Customer orders.", "customer_orders, one row an order"])
def test_a_name_in_words_says_something(text: str) -> None:
    assert not says_nothing_yet(text, "customer_orders")
