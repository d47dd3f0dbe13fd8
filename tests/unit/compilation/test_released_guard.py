"""What the released loader would take for a secret is given to it as a variable with a default."""

from __future__ import annotations

from typing import Any, cast

import pytest

from floe_lsp.compilation.generate.released_guard import guarded

pytestmark = pytest.mark.requirement("security")


def profiles(**options: object) -> dict[str, object]:
    return {"orders": {"target": "dev", "outputs": {"dev": {"type": "duckdb", **options}}}}


@pytest.mark.parametrize(
    "options",
    [
        {"path": "orders.duckdb"},
        {"threads": 4},
        {"password": "{{ env_var('DUCKDB_PASSWORD') }}"},
        {"password": "{{ env_var('DUCKDB_PASSWORD', 'none') }}"},
        {"token_url": "https://login.example.com/oauth/token"},
        {"path": "http://example.com/tokens"},
        {"secrets": [{"type": "s3", "region": "eu"}]},
        {"secret": "orders"},
        {"schema": "administration"},
    ],
)
def test_what_the_loader_takes_stays(options: dict[str, object]) -> None:
    assert guarded(profiles(**options)) == (profiles(**options), ())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("password", "abc"),
        ("ACCESS_KEY", "abc"),
        ("schema", "my_password"),
        ("schema", "the Bearer"),
        ("user", "admin"),
        ("user", "db-admin2"),
        ("schema", "my_admin_data"),
        ("secret", "a token"),
        ("token_url", "https://user@example.com/"),
        ("token_url", "https://:word@example.com/"),
        ("token_url", "https://example.com/?sig=1"),
        ("token_url", "https://example.com/#1"),
        ("token_url", "https:///path"),
        ("token_url", "ftp://example.com/"),
        ("token_url", "https://[/"),
        ("token_url", "{{ env_var('A') }}x"),
    ],
)
def test_what_the_loader_refuses_becomes_the_default_of_a_variable(key: str, value: str) -> None:
    found = guarded(profiles(**{key: value}))
    written = str(cast("Any", found.profiles)["orders"]["outputs"]["dev"][key])
    if "'" in value:
        assert found.refused == (("orders", "outputs", "dev", key),)
        assert written == value
    else:
        assert found.refused == ()
        assert written.startswith("{{ env_var('")
        assert written.endswith(f"', '{value}') }}}}")


@pytest.mark.parametrize(
    "value", ["", 5, None, {"a": 1}, "it's", 'a "b"', "{{ var('a') }}", "{% a %}"]
)
def test_what_cannot_be_a_default_is_refused_with_its_place(value: object) -> None:
    found = guarded(profiles(password=value))
    assert found.refused == (("orders", "outputs", "dev", "password"),)
    assert found.profiles == profiles(password=value)


def test_places_in_lists_and_in_options_of_options() -> None:
    options = profiles(attach=[{"path": "a"}, {"token": 1}], settings={"s3_access_key": "{{ x }}"})
    assert set(guarded(options).refused) == {
        ("orders", "outputs", "dev", "attach", 1, "token"),
        ("orders", "outputs", "dev", "settings", "s3_access_key"),
    }
