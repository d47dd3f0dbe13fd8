"""Names of variables, dbt templates, and that no literal credential stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.plugins.credentials import option_variable, secret_variable
from floe_lsp.plugins.literal_credentials import is_literal, replace_credentials
from floe_lsp.plugins.placeholders import strings
from floe_lsp.plugins.templates import (
    EnvironmentVariable,
    environment_variables,
    is_template,
    is_unclosed_template,
    reads_text_only,
)
from floe_lsp.schemas.types.secrets.names import is_credential_key
from floe_lsp.schemas.types.secrets.placeholders import is_placeholder
from floe_lsp.wording.dbt_templates import env_var

pytestmark = pytest.mark.requirement("FR-005")


@pytest.mark.parametrize(
    ("owner", "option", "name"),
    [
        ("snowflake", ("password",), "FLOE_SECRET_SNOWFLAKE_PASSWORD"),
        ("warehouse-login", ("private_key",), "FLOE_SECRET_WAREHOUSE_LOGIN_PRIVATE_KEY"),
        ("duckdb", ("secrets", 0, "key_id"), "FLOE_SECRET_DUCKDB_SECRETS_1_KEY_ID"),
        ("a.b", ("x y", "--"), "FLOE_SECRET_A_B_X_Y"),
    ],
)
def test_names_of_secrets(owner: str, option: tuple[int | str, ...], name: str) -> None:
    assert secret_variable(owner, *option) == name


def test_names_of_options() -> None:
    assert option_variable("postgres", "host") == "FLOE_POSTGRES_HOST"


def test_placeholders_as_text() -> None:
    assert env_var("X") == "{{ env_var('X') }}"
    assert env_var("X", "5", convert="int") == "{{ env_var('X', '5') | int }}"
    assert is_placeholder(env_var("X", convert="as_native"))


def test_kinds_of_templates() -> None:
    assert is_template("x {{ y }}")
    assert is_template("{% if a %}b{% endif %}")
    assert not is_template("{x}")
    assert not is_template(4)
    assert is_unclosed_template("{{ env_var('X')")
    assert is_unclosed_template("{{ a }} {{ b")
    assert not is_unclosed_template("{{ a }} }}")
    assert reads_text_only("{{ env_var('X') }}")
    assert reads_text_only("{{ env_var('X', '5') }}")
    assert not reads_text_only("{{ env_var('X') | int }}")
    assert not reads_text_only("{{ env_var('X', 5) }}")
    assert not reads_text_only("{{ env_var('X') + 1 }}")


def test_variables_of_a_profile() -> None:
    profile = {
        "password": "{{ env_var('B_PASS') }}",
        "port": "{{ env_var('A_PORT', '5432') | int }}",
        "list": ["{{ env_var('A_PORT') }}", "env_var('NOT_A_TEMPLATE')"],
        "both": "{{ env_var('C', env_var('D')) }}",
    }
    assert environment_variables(profile) == (
        EnvironmentVariable("A_PORT", required=True),
        EnvironmentVariable("B_PASS", required=True),
        EnvironmentVariable("C", required=False),
        EnvironmentVariable("D", required=True),
    )


def test_a_password_that_stands_again_under_another_name_is_replaced_there_too() -> None:
    given = {"user": "hunter22hunter22", "password": "hunter22hunter22", "host": "db"}
    replaced = replace_credentials(given, "x")
    assert "hunter22" not in str(replaced.value)
    assert set(replaced.found) == {("user",), ("password",)}
    again = replace_credentials({"user": "hunter22hunter22"}, "x", known=["hunter22hunter22"])
    assert again.found == (("user",),)


def test_literals_become_variables_wherever_they_stand() -> None:
    config = {
        "uri": "http://catalog:8181",
        "oauth2": {"client_id": "me", "client_secret": "s3cr3t", "refresh": 60},
        "keys": [{"token": 12345}, {"name": "main", "token": "abc"}, {"token": True}],
        "dsn": "postgresql://bob:hunter2@db/x",
        "odbc": "UID=token;PWD='hunter3';Port=1",
    }
    redaction = replace_credentials(config, "polaris")
    assert redaction.value == {
        "uri": "http://catalog:8181",
        "oauth2": {
            "client_id": "me",
            "client_secret": "{{ env_var('FLOE_SECRET_POLARIS_OAUTH2_CLIENT_SECRET') }}",
            "refresh": 60,
        },
        "keys": [
            {"token": "{{ env_var('FLOE_SECRET_POLARIS_KEYS_1_TOKEN') }}"},
            {"name": "main", "token": "{{ env_var('FLOE_SECRET_POLARIS_KEYS_MAIN_TOKEN') }}"},
            {"token": True},
        ],
        "dsn": "postgresql://bob:{{ env_var('FLOE_SECRET_POLARIS_DSN_PASSWORD') }}@db/x",
        "odbc": "UID=token;PWD={{ env_var('FLOE_SECRET_POLARIS_ODBC_PWD') }};Port=1",
    }
    assert redaction.found == (
        ("oauth2", "client_secret"),
        ("keys", 0, "token"),
        ("keys", 1, "token"),
        ("dsn",),
        ("odbc",),
    )
    assert replace_credentials(redaction.value, "polaris").found == ()


def test_entries_of_one_name_keep_their_numbers() -> None:
    redaction = replace_credentials(
        {"keys": [{"name": "a", "token": "x"}, {"name": "a", "token": "y"}]}, "p"
    )
    assert redaction.value == {
        "keys": [
            {"name": "a", "token": "{{ env_var('FLOE_SECRET_P_KEYS_1_TOKEN') }}"},
            {"name": "a", "token": "{{ env_var('FLOE_SECRET_P_KEYS_2_TOKEN') }}"},
        ]
    }


@pytest.mark.parametrize(
    "text",
    [
        "{{ env_var('P') }}",
        "",
        "password=",
        "token={{ env_var('T') }}",
        "https://host:8080/a@b",
        "a=b",
    ],
)
def test_what_gives_nothing_away_stays(text: str) -> None:
    assert replace_credentials({"x": text, "password": "{{ env_var('P') }}"}, "p").found == ()


_KEYS = st.sampled_from(["password", "token", "user", "secret", "x", "client_secret"])
_DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("hunter2"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(_DATA)
def test_redaction_is_complete_and_settles(data: object) -> None:
    redaction = replace_credentials(data, "owner")
    assert replace_credentials(redaction.value, "other").found == ()
    assert replace_credentials(redaction.value, "other").value == redaction.value
    assert not _literal_secrets({"all": redaction.value})


def _literal_secrets(data: object) -> list[object]:
    return [
        text for loc, text in strings(data) if text == "hunter2" and is_credential_key(str(loc[-1]))
    ]


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    ("option", "value", "replaced"),
    [
        ("note", "token: abc123", "token: {{ env_var('FLOE_SECRET_X_NOTE_TOKEN') }}"),
        ("dsn", "oracle/tig3r@h", "{{ env_var('FLOE_SECRET_X_DSN') }}"),
        (
            "dsn",
            "host=h password=pw",
            "host=h password={{ env_var('FLOE_SECRET_X_DSN_PASSWORD') }}",
        ),
        (
            "dsn",
            "postgresql://name:pw@h",
            "postgresql://name:{{ env_var('FLOE_SECRET_X_DSN_PASSWORD') }}@h",
        ),
        ("url", "https://name@host/x", "https://{{ env_var('FLOE_SECRET_X_URL_USER') }}@host/x"),
        ("authorization", "Bearer a1b2c3", "{{ env_var('FLOE_SECRET_X_AUTHORIZATION') }}"),
    ],
)
def test_a_credential_that_its_surroundings_tell(option: str, value: str, replaced: str) -> None:
    found = replace_credentials({option: value}, "x")
    assert found.value == {option: replaced}
    assert found.found == ((option,),)
    assert replace_credentials(found.value, "x").found == ()


@pytest.mark.requirement("security")
def test_the_value_beside_the_name_of_a_credential() -> None:
    given = [{"name": "API_TOKEN", "value": "abc"}, {"name": "REGION", "value": "eu"}]
    assert replace_credentials({"env": given}, "x").value == {
        "env": [
            {"name": "API_TOKEN", "value": "{{ env_var('FLOE_SECRET_X_ENV_API_TOKEN_VALUE') }}"},
            {"name": "REGION", "value": "eu"},
        ]
    }


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("dsn", "warehouse"),
        ("dsn", "postgresql://etl@db/shop"),
        ("authorization", "oauth2"),
        ("jwt", 3600),
        ("kms_key_id", "alias/lake-2024"),
        ("location", "abfss://lake@account.dfs.core.windows.net/raw"),
        ("note", "token usage per day, key: order_id"),
        ("headers", {"Authorization": "Bearer {{ env_var('TOKEN') }}"}),
    ],
)
def test_an_option_that_holds_none_is_as_it_was(option: str, value: object) -> None:
    assert replace_credentials({option: value}, "x").found == ()


def variable(name: str) -> str:
    return f"{{{{ env_var('FLOE_SECRET_X_{name}') }}}}"


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ("abc", True),
        (" ", True),
        (5, True),
        (0, True),
        (1.5, True),
        ("x{{ env_var('A') }}", True),
        ("", False),
        ("{{ env_var('A') }}", False),
        (True, False),
        (False, False),
        (None, False),
        (["abc"], False),
        ({"a": "abc"}, False),
    ],
)
def test_what_is_a_credential_written_out(value: object, literal: bool) -> None:
    assert is_literal(value) is literal
    expected = variable("PASSWORD") if literal else value
    if not isinstance(value, list | dict):
        assert replace_credentials({"password": value}, "x").value == {"password": expected}


@pytest.mark.parametrize(
    ("data", "value", "found"),
    [
        (
            {"password": ["a", "b"]},
            {"password": [variable("PASSWORD_1"), variable("PASSWORD_2")]},
            (("password", 0), ("password", 1)),
        ),
        ({"password": ("a",)}, {"password": [variable("PASSWORD_1")]}, (("password", 0),)),
        (
            {"password": {"live": "a", "test": "b"}},
            {
                "password": {
                    "live": variable("PASSWORD_LIVE"),
                    "test": variable("PASSWORD_TEST"),
                }
            },
            (("password", "live"), ("password", "test")),
        ),
        # A name that says who is meant, or where it is kept, is not a credential there either.
        (
            {"password": {"user": "a", "token": "b"}},
            {"password": {"user": "a", "token": variable("PASSWORD_TOKEN")}},
            (("password", "token"),),
        ),
        (
            {5: "a", "x": {7: {"token": "b"}}},
            {5: "a", "x": {7: {"token": variable("X_8_TOKEN")}}},
            (("x", 7, "token"),),
        ),
        (
            {"name": "PASSWORD", "value": "a", "more": "b"},
            {"name": "PASSWORD", "value": variable("VALUE"), "more": "b"},
            (("value",),),
        ),
        ({"name": "USER", "value": "a"}, {"name": "USER", "value": "a"}, ()),
        # A name of its own stands for the number of an entry, while it is of one alone.
        (
            [{"name": "s3", "token": "a"}, {"alias": "gcs", "token": "b"}, {"token": "c"}],
            [
                {"name": "s3", "token": variable("S3_TOKEN")},
                {"alias": "gcs", "token": variable("GCS_TOKEN")},
                {"token": variable("3_TOKEN")},
            ],
            ((0, "token"), (1, "token"), (2, "token")),
        ),
        (
            [{"name": "s3", "token": "a"}, {"alias": "s3", "token": "b"}],
            [
                {"name": "s3", "token": variable("1_TOKEN")},
                {"alias": "s3", "token": variable("2_TOKEN")},
            ],
            ((0, "token"), (1, "token")),
        ),
        (
            [{"name": " ", "token": "a"}],
            [{"name": " ", "token": variable("1_TOKEN")}],
            ((0, "token"),),
        ),
        (
            [{"name": 5, "alias": "b", "token": "a"}],
            [{"name": 5, "alias": "b", "token": variable("B_TOKEN")}],
            ((0, "token"),),
        ),
        (
            [{"name": "{{ y }}", "token": "a"}],
            [{"name": "{{ y }}", "token": variable("1_TOKEN")}],
            ((0, "token"),),
        ),
        ("host=h password=abc;x=1", f"host=h password={variable('PASSWORD')};x=1", ((),)),
        ("password='a b' user=u", f"password={variable('PASSWORD')} user=u", ((),)),
        ('token = "a;b"', f"token = {variable('TOKEN')}", ((),)),
        ("password='' user=u", "password='' user=u", ()),
        ("password={{ env_var('A') }} user=u", "password={{ env_var('A') }} user=u", ()),
        ("user=abc", "user=abc", ()),
    ],
)
def test_where_a_credential_stands(
    data: object, value: object, found: tuple[tuple[str | int, ...], ...]
) -> None:
    replaced = replace_credentials(data, "x")
    assert replaced.value == value
    assert replaced.found == found


def test_a_place_may_be_said_to_hold_one_or_not() -> None:
    asked: list[tuple[int | str, ...]] = []

    def holds(loc: tuple[int | str, ...]) -> bool | None:
        asked.append(loc)
        said: dict[tuple[int | str, ...], bool] = {
            ("login",): True,
            ("token",): False,
            ("keys", 0, "password"): False,
        }
        return said.get(loc)

    data = {"login": "a", "token": "b", "password": "c", "keys": [{"password": "d", "secret": "e"}]}
    found = replace_credentials(data, "x", holds_secret=holds)
    assert found.value == {
        "login": variable("LOGIN"),
        "token": "b",
        "password": variable("PASSWORD"),
        "keys": [{"password": "d", "secret": variable("KEYS_1_SECRET")}],
    }
    assert asked == [
        ("login",),
        ("token",),
        ("password",),
        ("keys",),
        ("keys", 0, "password"),
        ("keys", 0, "secret"),
    ]


def test_what_was_taken_out_before_is_known_where_it_stands_again() -> None:
    data = {"note": "abcd1234", "other": "abc1234", "more": ["abcd1234"]}
    found = replace_credentials(data, "x", known=("abcd1234", "abc1234"))
    assert found.value == {
        "note": variable("NOTE"),
        # Too short to be told from an ordinary word.
        "other": "abc1234",
        "more": [variable("MORE_1")],
    }
    assert data["note"] == "abcd1234"
    # And what stands before the password that it repeats.
    found = replace_credentials({"note": "abcd1234", "password": "abcd1234"}, "x")
    assert found.value == {"note": variable("NOTE"), "password": variable("PASSWORD")}
    found = replace_credentials({"note": "abc1234", "password": "abc1234"}, "x")
    assert found.value == {"note": "abc1234", "password": variable("PASSWORD")}
