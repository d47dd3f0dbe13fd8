"""Secrets in files of code: what counts, and what only looks like one."""

from __future__ import annotations

import pytest
from planted import aws, github, slack, word

from floe_lsp.schemas.types.secrets.entropy import entropy, is_random
from floe_lsp.schemas.types.secrets.hard_coded import (
    Language,
    SecretKind,
    find_hard_coded,
    kind_of_entry,
)

pytestmark = pytest.mark.requirement("secret scanning")

RANDOM = "q7Gd2XvP9sTz4LmB8w" + "Rk3JnY6cHf"


def found(text: str, language: Language = Language.PYTHON) -> list[tuple[SecretKind, str]]:
    return [(each.kind, text[each.start : each.end]) for each in find_hard_coded(text, language)]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("secret", "kind"),
    [
        (aws(1), SecretKind.AWS_KEY),
        (github(1), SecretKind.TOKEN),
        (slack(1), SecretKind.TOKEN),
        ("-----BEGIN RSA PRIVATE KEY-----", SecretKind.PRIVATE_KEY),
        ("-----BEGIN EC PRIVATE KEY-----", SecretKind.PRIVATE_KEY),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", SecretKind.PRIVATE_KEY),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----", SecretKind.PRIVATE_KEY),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----", SecretKind.PRIVATE_KEY),
    ],
)
def test_a_shape_is_one_in_every_language(
    secret: str, kind: SecretKind, language: Language
) -> None:
    assert found(f"a line\n  {secret}\n", language) == [(kind, secret)]


@pytest.mark.parametrize(
    ("text", "kind", "secret"),
    [
        ('password = "hunter"', SecretKind.PASSWORD, "hunter"),
        ("db_password='hunter'", SecretKind.PASSWORD, "hunter"),
        ("config['passwd'] = 'hunter'", SecretKind.PASSWORD, "hunter"),
        ('{"pass": "Hunter"}', SecretKind.PASSWORD, "Hunter"),
        ('{"password": "hunter2"}', SecretKind.PASSWORD, "hunter2"),
        ("pwd: str = 'hunter'", SecretKind.PASSWORD, "hunter"),
        ('password = "it\'s-my-S3cret"', SecretKind.PASSWORD, "it's-my-S3cret"),
        (r'password = "back\\slashS3cr3t"', SecretKind.PASSWORD, r"back\\slashS3cr3t"),
        (r'password = "a\"S3cr3t"', SecretKind.PASSWORD, r"a\"S3cr3t"),
        ('password = f"hunter2real"', SecretKind.PASSWORD, "hunter2real"),
        ('password = """hunter2real"""', SecretKind.PASSWORD, "hunter2real"),
        ("password = r'''hunter2real'''", SecretKind.PASSWORD, "hunter2real"),
        ('password = ("hunter2real")', SecretKind.PASSWORD, "hunter2real"),
        ('os.environ.setdefault("DB_PASSWORD", "hunter2real")', SecretKind.PASSWORD, "hunter2real"),
        ("os.getenv('DB_PASSWORD', 'hunter2real')", SecretKind.PASSWORD, "hunter2real"),
        (f"os.environ.get('API_KEY', '{word(4)}')", SecretKind.TOKEN, word(4)),
        (f"dsn = 'host=db password={word(1)}'", SecretKind.PASSWORD, word(1)),
        (f"api_key = '{word(2)}'", SecretKind.TOKEN, word(2)),
        (f"apiKey='{word(2)}'", SecretKind.TOKEN, word(2)),
        (f"{{'client_secret': '{word(3)}'}}", SecretKind.TOKEN, word(3)),
        (f"x = '{RANDOM}'", SecretKind.RANDOM, RANDOM),
    ],
)
def test_what_is_written_out_in_code(text: str, kind: SecretKind, secret: str) -> None:
    assert found(text) == [(kind, secret)]


@pytest.mark.parametrize(
    "text",
    [
        "password = password",
        'password = f"{read()}"',
        'password = ""',
        "password = '' if x else 'y'",
        "password = ('hunter2', 'hunter3')",
        'sql = "password=\'"+pw+"\'"',
        """sql = 'password="'+pw+'"'""",
        "password = '{{ env_var(\"PASSWORD\") }}'",
        "names = ['password', 'hunter2']",
        "os.getenv('DB_PASSWORD', '')",
        "row.get('pass', 'hunter2')",
        "password=config.password",
        "token = tokens[0]",
        "client_secret = secrets['client']",
        "password = os.environ['DB_PASSWORD']",
        "password = \"{{ env_var('DB_PASSWORD') }}\"",
        "token = \"{{ var('token') }}\"",
        "password = '${DB_PASSWORD}'",
        "password = '<your password>'",
        "api_key = 'DB_API_KEY'",
        "api_key = 'placeholder-2024x'",
        "secret = 'vault://kv/orders'",
        "private_key = '/run/secrets/key.pem'",
        "PASSWORD_KEY = 'password'",
        "ALIASES = {'pass': 'password'}",
        "password = ''",
        "password = '********'",
        "prompt_password = 'Enter your password'",
        "token_url = 'https://example.com/oauth2/token'",
        "max_tokens = '4096x'",
        "password_hash = '5f4dcc3b5aa765d61d8327deb882cf99'",
        "if token == 'click':",
        "address = 'postgres://user:password@host/db'",
        f"sha256 = '{RANDOM}'",
        f"sheet_id = '{RANDOM}'",
        "commit = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b'",
        "uuid = '0f8fad5b-d9cb-469f-a165-70867728950e'",
        "table = 'customer_360_orders_by_day_2024_v2'",
        # The names of types and columns, and words about what is no credential.
        'dtype={"password": "string"}',
        'dtype={"password": "float64", "pwd": "VARCHAR(255)"}',
        'schema(password="varchar")',
        'def f(password: "str"): ...',
        'rename(columns={"pwd": "customer_pwd"})',
        'rename(pwd="customer_pwd")',
        'labels = {"pass": "economy", "password": "unset"}',
        'df["pass"] = "fail"',
        # SQL within a text of Python compares.
        "spark.sql(\"select 1 from t where user_password='unset' and t.pass='gold'\")",
    ],
)
def test_what_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "select 1 where password = 'yes'",
        "select 1 from t where user_password='unset' or pwd='expired' and t.pass='gold'",
        "select password='unset' as is_unset",
        "select {'pass': 'economy', 'password': 'string'} as labels",
        "{{ f(x) }} where password='unset' and {{ g(x) }}",
        "{# as in f(password='unset') #}",
        "{% set labels = {'pass': 'economy', 'password': 'string'} %}",
        "{{ run_query(\"select 1 from t where password='unset'\") }}",
    ],
)
def test_none_in_sql(text: str) -> None:
    assert found(text, Language.SQL) == []


def test_what_jinja_and_set_assign_in_sql() -> None:
    for text in (
        "alter user etl set password='autumn'",
        "select 1\n{{ f(password = 'autumn') }}",
        "{% do f(user='etl', password='autumn') %}",
        "{%- set db_password='autumn' -%}",
        "call f(password => 'autumn')",
    ):
        assert found(text, Language.SQL) == [(SecretKind.PASSWORD, "autumn")]


def test_an_equals_sign_of_sql_compares() -> None:
    assert found("{% set password = 'autumn' %}", Language.SQL) == [(SecretKind.PASSWORD, "autumn")]
    assert found("{{ f(password='autumn') }}", Language.SQL) == [(SecretKind.PASSWORD, "autumn")]
    odd = word(1)
    assert found(f"where password = '{odd}'", Language.SQL) == [(SecretKind.PASSWORD, odd)]


def test_names_say_nothing_in_rows_of_values() -> None:
    assert found(f"password='{word(1)}',password={word(1)}", Language.DATA) == []


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("password", "hunter", SecretKind.PASSWORD),
        ("password", 1234, SecretKind.PASSWORD),
        ("pass", "with a blank", SecretKind.PASSWORD),
        ("sslpassword", "hunter", SecretKind.PASSWORD),
        ("token", word(1), SecretKind.TOKEN),
        ("token", "usage", None),
        ("client_secret", "orders", None),
        ("password", "{{ env_var('X') }}", None),
        ("password", "none", None),
    ],
)
def test_entries_of_yaml(name: str, value: object, kind: SecretKind | None) -> None:
    assert kind_of_entry(name, value) is kind


@pytest.mark.parametrize(
    "value",
    [
        "Xk9[2]qLm!7vT",
        "$ecretP4ss77",
        "vT<9x>Lm!7",
        "p<a>ssW0rd9",
        "Tr0ub4dor{x}&3",
        "100%(sure)9X",
        "HUNTER_2X9K",
        "secret:Zx9!kk",
        "op:9xK2Lm",
        "projects/9xK2Lm",
        "arn:aws9xK2Lm",
        "AbC_example_9x!",
        "Xk9qLm!7vT[2]",
    ],
)
def test_a_password_may_hold_signs_of_templates(value: str) -> None:
    assert kind_of_entry("password", value) is SecretKind.PASSWORD
    assert found(f"password = '{value}'") == [(SecretKind.PASSWORD, value)]


@pytest.mark.parametrize(
    "value",
    [
        "${PGPASSWORD}",
        "x-${ENV}-y",
        "$PGPASSWORD",
        "$db_password2",
        "$dbPassword",
        "$1",
        "$(pass show db)",
        "%(password)s",
        "{user}:{pwd}@host:5432",
        "<yours>",
        "<your password>",
        "<2 words>",
        "Bearer <token>",
        "[password]",
        "[0-9a-f]{32}",
        "ENC[AES256_GCM,data:9xKq,type:str]",
        "$ANSIBLE_VAULT;1.1;AES256",
        "DB_API_KEY",
        "AWS_S3_BUCKET",
        "K8S_TOKEN",
        "DBT_ENV_SECRET_2FA_CODE",
        "env:PGPASSWORD",
        "secret:db.password",
        "vault:kv/data/s3#password",
        "file:/run/secrets/k8s",
        "op://Private/db/password",
        "arn:aws:secretsmanager:eu-central-1:1234:secret:db",
        "projects/p1/secrets/db/versions/3",
        "your-password-123!",
        "Example123!",
        "xxxxxxxx",
    ],
)
def test_what_stands_in_for_a_password(value: str) -> None:
    assert kind_of_entry("password", value) is None
    assert found(f"password = '{value}'") == []


ODD = "Tr0ub4dor" + "&3x9"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"create user etl password '{ODD}'", ODD),
        ("create user etl with encrypted password 'autumn'", "autumn"),
        ("create or replace user etl password = 'autumn'", "autumn"),
        ("alter role \"etl\" password 'autumn'", "autumn"),
        ("create login etl with password = N'autumn'", "autumn"),
        ("create user {{ var('user') }} password 'autumn'", "autumn"),
        ("CREATE USER etl IDENTIFIED BY 'autumn'", "autumn"),
        ("create user etl identified with sha256_password by 'autumn'", "autumn"),
        ("alter user etl\n  password 'it''s'", "it''s"),
    ],
)
def test_statements_that_make_a_user(text: str, secret: str) -> None:
    for language in (Language.SQL, Language.YAML, Language.PROSE):
        assert found(text, language) == [(SecretKind.PASSWORD, secret)]
    assert found(f'run("""{text}""")') == [(SecretKind.PASSWORD, secret)]
    assert found(text, Language.DATA) == []


@pytest.mark.parametrize(
    ("text", "kind", "secret"),
    [
        (f"create secret s3 (type s3, secret '{word(2)}')", SecretKind.TOKEN, word(2)),
        (f"copy t from 's3://b' secret_access_key '{word(3)}'", SecretKind.TOKEN, word(3)),
        (f"attach 'x' (password '{word(1)}')", SecretKind.PASSWORD, word(1)),
    ],
)
def test_options_without_a_sign_in_sql(text: str, kind: SecretKind, secret: str) -> None:
    assert found(text, Language.SQL) == [(kind, secret)]


@pytest.mark.parametrize(
    "text",
    [
        "create user etl password '{{ env_var(\"ETL_PASSWORD\") }}'",
        "create user etl password '{{ password }}'",
        "create user etl password '<yours>'",
        "create user etl password 'password'",
        "create user etl password null",
        "create user etl identified externally as 'cn=etl'",
        "create user etl; select 'password' as a, 'b' as c",
        "select max(token) token from t where kind = 'x1y2'",
        "comment on column t.password is 'a hash, 60 long'",
        "select case when token then 'a1b2c3' end",
        "select token 'usage'",
    ],
)
def test_no_password_in_statements(text: str) -> None:
    assert found(text, Language.SQL) == []


def test_random_is_what_no_name_is() -> None:
    assert is_random(RANDOM)
    assert not is_random("a" * 30)
    assert not is_random("stgOrders2024Bronze7Silver8Gold")
    assert entropy("") == 0
    assert entropy("abcd") == 2


def test_places_are_apart_and_in_order() -> None:
    text = f"token = '{github(1)}' + '{aws(2)}'\npassword = '{slack(3)}'\n"
    places = [(each.start, each.end) for each in find_hard_coded(text, Language.PYTHON)]
    assert [text[slice(*place)] for place in places] == [github(1), aws(2), slack(3)]
