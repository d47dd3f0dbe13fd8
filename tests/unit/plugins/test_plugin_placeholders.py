"""``{product_slug}`` and its like in plugin configs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.plugins.placeholders import (
    expand,
    product_slug,
    unknown_placeholders,
)

pytestmark = pytest.mark.requirement("E216")


def test_all_strings_expand_and_nothing_else_changes() -> None:
    config = {
        "path": "data/{product_slug}_{environment}.duckdb",
        "threads": 4,
        "attach": [{"path": "{product_name}.db", "read_only": True}],
        "{product_name}": None,
    }
    assert expand(config, "customer-360", "prod") == {
        "path": "data/customer_360_prod.duckdb",
        "threads": 4,
        "attach": [{"path": "customer-360.db", "read_only": True}],
        "{product_name}": None,
    }
    assert config["attach"] == [{"path": "{product_name}.db", "read_only": True}]


def test_without_an_environment_its_placeholder_stays() -> None:
    assert expand("{product_slug}/{environment}", "a-b") == "a_b/{environment}"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("customer-360", "customer_360"),
        ("a--b.c", "a_b_c"),
        ("-x-", "x"),
        ("größe", "gr_e"),
        ("", ""),
    ],
)
def test_product_slug(name: str, slug: str) -> None:
    assert product_slug(name) == slug


def test_unknown_placeholders_are_found_at_their_place() -> None:
    config = {"path": "{product_slg}/{product_name}", "attach": [{"path": "{x}{y}"}]}
    assert unknown_placeholders(config) == (
        (("path",), "product_slg"),
        (("attach", 0, "path"), "x"),
        (("attach", 0, "path"), "y"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "{{ env_var('X') }}",
        "{{ product }}",
        "{% if target %}{# note #}x{% endif %}",
        '{"key": {"a": 1}}',
        "{}",
        "{ spaced }",
        "${HOME}/x",
        "{a-b}",
        "{1}",
    ],
)
def test_other_braces_are_left_alone(text: str) -> None:
    assert unknown_placeholders({"path": text}) == ()
    assert expand(text, "p", "dev") == text


def test_a_template_of_the_engine_keeps_its_own_placeholders() -> None:
    config = {"flights": {"log_url_template": "https://x/{flight_id}/{run_number}"}}
    assert unknown_placeholders(config) == ()


def test_a_template_beside_a_placeholder_survives() -> None:
    text = "{{ env_var('ROOT') }}/{product_slug}"
    assert expand(text, "my-product") == "{{ env_var('ROOT') }}/my_product"


@given(st.text(alphabet="{}$%# ab_'\"product_slug", max_size=60))
def test_any_text_expands_once(text: str) -> None:
    expanded = expand(text, "p", "dev")
    assert isinstance(expanded, str)
    if "{" not in text:
        assert expanded == text
    assert len(unknown_placeholders(text)) <= text.count("{")
