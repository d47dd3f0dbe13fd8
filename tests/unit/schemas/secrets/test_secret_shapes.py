"""What counts as a credential's key, as a placeholder, and as a real secret.

Secrets are put together at run time, so that no scanner takes this file for a leak.
"""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.schemas.types.secrets import names
from floe_lsp.schemas.types.secrets.names import is_credential_key, is_sensitive_name
from floe_lsp.schemas.types.secrets.shapes import (
    SecretShape,
    find_literal_credentials,
    find_secrets,
    is_placeholder,
)

pytestmark = pytest.mark.requirement("E122")

DASHES, KEY = "-" * 5, "RSA PRIVATE KEY"
JWT = ".".join(
    ["eyJ" + "hbGciOiJIUzI1NiJ9", "eyJ" + "zdWIiOiIxMjM0NTY3ODkw", "s5dQ4n_Z8zG-0aBcD1eF"]
)
REAL = {
    "aws-access-key": "AKIA" + "IOSFODNN7EXAMPLE",
    "private-key": "\n".join(
        [f"{DASHES}BEGIN {KEY}{DASHES}", "MIIE", f"{DASHES}END {KEY}{DASHES}"]
    ),
    "github-token": "ghp_" + "a1B2" * 9,
    "gitlab-token": "glpat-" + "a1B2c3D4e5F6g7H8i9J0",
    "slack-token": "xoxb-" + "123456789012-" + "abcDEF123456",
    "slack-webhook": "https://hooks.slack.com/services/" + "T0000AAAA/B0000BBBB/" + "x" * 24,
    "stripe-key": "sk_live_" + "a1B2c3D4e5F6g7H8",
    "jwt": JWT,
    "google-api-key": "AIza" + "Sy0123456789abcdefghijklmnopqrstuvw",
    "google-oauth-secret": "GOCSPX-" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4",
    "databricks-token": "dapi" + "0123456789abcdef" * 2,
}

OF_SERVICES = [
    "npm_" + "a1B2" * 9,
    "pypi-AgE" + "IcHlwaS5vcmcCJ" * 3,
    "hf_" + "aB" * 17,
    "sk-" + "proj-" + "a1B2" * 9,
    "sk-" + "ant-api03-" + "a1B2" * 9,
    "sk-" + "a1B2" * 12,
    "dbtc_" + "a1B2" * 9,
    "dbtu_" + "a1B2" * 9,
    "hvs." + "a1B2" * 9,
    "hvb." + "a1B2" * 9,
    "SG." + "a1" * 11 + "." + "b2" * 20,
    "ya29." + "a1_B" * 9,
    "ATATT3" + "xFfGF0" * 6,
    "AGE-SECRET-KEY-1" + "Q" * 58,
    "dop_v1_" + "a1" * 32,
    "shpat_" + "a1" * 16,
    "glsa_" + "a1" * 16 + "_" + "a1b2c3d4",
    "lin_api_" + "a1" * 20,
    "PMAK-" + "a1" * 12 + "-" + "b2" * 17,
    "xapp-1-A0123456789-" + "1234567890-" + "ab" * 20,
]


def find_secret(text: str) -> SecretShape | None:
    return next(find_secrets(text), None)


@pytest.mark.parametrize("kind", REAL)
def test_a_real_secret_is_found_with_its_exact_span(kind: str) -> None:
    for before, after in [("", ""), ("key=", " # prod"), ("'", "'"), ("ünï: ", ";")]:
        shape = find_secret(before + REAL[kind] + after)
        assert shape is not None
        assert shape.kind == kind
        assert (shape.start, shape.end) == (len(before), len(before) + len(REAL[kind]))


def test_other_forms_of_the_same_kinds() -> None:
    for text, kind in [
        ("ASIA" + "Y34FZKBOKMUTVV7A", "aws-access-key"),
        ("github_pat_" + "a1" * 41, "github-token"),
        (f"{DASHES}BEGIN PRIVATE KEY{DASHES}", "private-key"),
        (f"{DASHES}BEGIN OPENSSH PRIVATE KEY{DASHES}", "private-key"),
        (f"{DASHES}BEGIN PGP PRIVATE KEY BLOCK{DASHES}", "private-key"),
        ("dapi" + "0" * 32 + "-2", "databricks-token"),
        ("rk_test_" + "a1B2c3D4e5F6g7H8", "stripe-key"),
    ]:
        shape = find_secret(text)
        assert shape is not None
        assert shape.kind == kind


@pytest.mark.parametrize("token", OF_SERVICES)
def test_a_token_that_its_prefix_tells(token: str) -> None:
    shape = find_secret(f"a: '{token}', b")
    assert shape is not None
    assert (shape.kind, shape.start, shape.end) == ("service-token", 4, 4 + len(token))


def test_a_password_in_an_address() -> None:
    text = "postgres://etl:hunter2@db.example.com/orders"
    shape = find_secret(text)
    assert shape is not None
    assert shape.kind == "url-password"
    assert text[shape.start : shape.end] == "hunter2"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("https://ghx0123456789abcdef@github.com/shop", "ghx0123456789abcdef"),
        ("https://shop.blob.core.windows.net/raw?sv=2024&sig=aB3%2Fx9Qr7", "aB3%2Fx9Qr7"),
        ("https://hooks.example.com/in?token=f00ba7f00ba7", "f00ba7f00ba7"),
        ("s3://raw/x?X-Amz-Date=2024&X-Amz-Signature=0badc0de0badc0de", "0badc0de0badc0de"),
        ("DefaultEndpointsProtocol=https;AccountKey=Zm9vYmFyYmF6cXV4;x=1", "Zm9vYmFyYmF6cXV4"),
        ("host=db user=etl password=hunter2", "hunter2"),
        ("start it with PGPASSWORD=hunter2", "hunter2"),
        ("start it --password=hunter2", "hunter2"),
        ("Authorization: Basic YWRtaW46aHVudGVy", "YWRtaW46aHVudGVy"),
        ("send basic ZXRsOmh1bnRlcjI= along", "ZXRsOmh1bnRlcjI="),
        ("postgres://u:pa/ss@host/db", "pa/ss"),
        ("postgres://u:pa?s/s#@host/db", "pa?s/s#"),
        ("postgres://u:pa@ss@host/db", "pa@ss"),
        ("postgres://u:pa ss@host/db", "pa ss"),
        ("url: postgres://u:pa ss/x y@host:5432/db", "pa ss/x y"),
    ],
)
def test_a_secret_next_to_its_name_in_a_text(text: str, secret: str) -> None:
    shape = find_secret(text)
    assert shape is not None
    assert text[shape.start : shape.end] == secret


@pytest.mark.parametrize(
    "text",
    [
        "host=db user=etl password=<yours>",
        "password=${PW123}",
        "token=usage",
        "https://example.com/?page=orders2024&key=order_id_2024",
        "max_tokens=4000000",
        "token-usage",
        "secret-santa",
        "SYSADMIN",
        "/data/tokens.duckdb",
        "AKIA",
        "AKIAshort",
        "XAKIAIOSFODNN7EXAMPLE0000",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "0123456789abcdef0123456789abcdef01234567",
        "550e8400-e29b-41d4-a716-446655440000",
        "eyJ is how a token begins",
        "ghp_short",
        f"{DASHES}BEGIN PUBLIC KEY{DASHES}",
        f"{DASHES}BEGIN CERTIFICATE{DASHES}",
        "https://user@example.com/path",
        "https://example.com:8080/a@b:c",
        "oci://registry.example:5000/floe/manifest@sha256:0a1b2c3d",
        "oci://[::1]:5000/floe/manifest@sha256:0a1b2c3d",
        "https://host:port/path/@scope/package",
        "postgres://db.internal:5432 and mail ann@example.com",
        "see https://example.com: it is down, mail ann@example.com",
        "https://example.com/a:b/c@d and s3://raw/x:y@z",
        "Basic authentication, basic settings, BASIC plan",
        "Basic aHVudGVyaHVudGVy",
        "postgres://etl:{{ env_var('PW') }}@db/orders",
        "postgres://etl:${PW}@db/orders",
        "postgres://etl:***@db/orders",
        "{{ env_var('AWS_SECRET_ACCESS_KEY') }}",
        "task_live_abcdefghijklmnopqrstuvwxyz",
        "dapiblue",
        "npm_config_cache and hf_datasets_of_all_orders, sk-learn-admin, task-force-a1b2c3d4e5f6",
        "dbts_orders_of_customers_by_day and dbt_orders_2024_of_customers_by_day, SG.x.y",
        "hvs.orders, pypi-AgEnda, xapp-1, shpat_orders, glsa_2024, AGE-SECRET-KEY",
    ],
)
def test_no_secret(text: str) -> None:
    assert find_secret(text) is None


def test_all_secrets_come_in_their_order() -> None:
    text = " ".join(reversed(list(REAL.values())))
    found = list(find_secrets(text))
    assert [shape.kind for shape in found] == list(reversed(REAL))
    assert [shape.start for shape in found] == sorted(shape.start for shape in found)
    assert all(shape.title.startswith(("a ", "an ")) for shape in found)


@given(text=st.text(max_size=80))
def test_spans_lie_within_the_text(text: str) -> None:
    for shape in find_secrets(f"x://{text}:{text}@{text}"):
        assert 0 <= shape.start < shape.end


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "PASSWORD",
        "db_password",
        "dbPassword",
        "password2",
        "passphrase",
        "private_key_passphrase",
        "token",
        "motherduck_token",
        "authToken",
        "access-token",
        "accesstoken",
        "secret",
        "client_secret",
        "clientSecret",
        "clientsecret",
        "api_key",
        "apiKey",
        "APIKey",
        "apikey",
        "aws_secret_access_key",
        "secretaccesskey",
        "access_key",
        "access_key_id",
        "secret_key",
        "private_key",
        "account_key",
        "credentials",
        "credential",
        "connection_string",
        "connectionString",
        "keyfile_json",
        "pass",
        "pasword",
        "passwrd",
        "paswd",
        "passwrod",
        "passw0rd",
        "p@ssword",
        "dbPasword",
        "secrt",
        "secrt_key",
        "s3cret",
        "tokn",
        "api-key",
        "acces_key",
        "credental",
        "client_secrt",
        "passphrse",
    ],
)
def test_keys_of_credentials(key: str) -> None:
    assert is_credential_key(key)


KEYS_THAT_GO_ON = """
    password_prod prod_password_2 password-2-old passwordProd pasword_prod PASSWORD_SHOP
    tokenValue token_prod github_token_dev secret_value secret_key_base credentials_json
    credentialsBase64 private_key_pem api_key_staging access_key_1 connection_string_prod
"""
KEYS_RUN_TOGETHER = """
    sslpassword sslPassword dbpassword MYPASSWORD sslpasword proxyuserpwd userpwd dbpass userpass
    bottoken appsecret awssecretaccesskey passwordprod tokenvalue sslpassword_prod
"""
KEYS_OF_OTHER_LANGUAGES = """
    contraseña contrasena CONTRASEÑA contraseña_prod passwort datenbank_passwort kennwort
    mot_de_passe motDePasse motdepasse senha wachtwoord hasło haslo heslo lösenord salasana
    adgangskode jelszo zugangsdaten clave_secreta şifre пароль db_пароль 密码 パスワード 비밀번호
"""
KEYS_WITH_HOSTS = """
    fs.azure.account.key.store.dfs.core.windows.net spark.hadoop.fs.s3a.secret.key
    fs.azure.account.oauth2.client.secret.x.dfs.core.windows.net pass\u200bword pass-word Pass_Word
"""
SHORT_KEYS = ["pw", "db_pw", "userPw", "pswd"]
OTHER_KEYS = ["api_keys", "access_tokens", "auth_key", "subscription_key", "service_account_json"]


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    "key",
    [
        *KEYS_THAT_GO_ON.split(),
        *KEYS_RUN_TOGETHER.split(),
        *KEYS_OF_OTHER_LANGUAGES.split(),
        *KEYS_WITH_HOSTS.split(),
        *SHORT_KEYS,
        *OTHER_KEYS,
        "the password_prod",
        "mot de passe",
    ],
)
def test_keys_of_credentials_in_longer_names(key: str) -> None:
    assert is_credential_key(key)


OF_PASSWORDS_BUT_NONE = """
    password_policy password_policy_prod password_min_length passwordFile password_file_2
    password_changed_at password_reset_url password_hash_algorithm password_env password_column
    password_required password_rotation_days password_tests hasło_ref mot_de_passe_url
"""
OF_TOKENS_AND_SECRETS_BUT_NONE = """
    tokens_per_day token_daily token_usage token_limit token_type token_refresh_enabled
    token_base_url token_service tokenServer secret_manager secret_scope secretRotation secret_id
    secret_key_name api_key_header api_keys_count private_key_format credential_chain
    credential_helper credentials_provider connection_string_template pass_rate pass_through
    pass_count
"""
WORDS_LIKE_CREDENTIALS = """
    compass bypass trespass surpass overpass encompass passenger passages passive passthrough
    keyspace keyring crossword foreword keyword betoken tokenized tokenization subtokens
    secretariat secretive passwordless credentialing credentialed pwd_is resenha desenha
    fs.azure.account.oauth2.client.id.x.dfs.core.windows.net token.example.com
    fs.azure.sas.token.provider.type.x.dfs.core.windows.net fs.azure.account.auth.type.x.y.z.net
    primary_key_prod sort_key_value clave clave_primaria parole parola chiave
"""


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    "key",
    [
        *OF_PASSWORDS_BUT_NONE.split(),
        *OF_TOKENS_AND_SECRETS_BUT_NONE.split(),
        *WORDS_LIKE_CREDENTIALS.split(),
        "token usage value",
        "the password prod",
    ],
)
def test_longer_keys_of_something_else(key: str) -> None:
    assert not is_sensitive_name(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "connection_secret_ref",
        "secret_name",
        "secretName",
        "existing_secret",
        "existingSecret",
        "password_ref",
        "credential_secret_name",
        "access_key_secret_key",
        "secret_key_secret_key",
        "credentials_file",
        "private_key_path",
        "token_url",
        "token_endpoint",
        "tokens",
        "max_tokens",
        "token_count",
        "secrets",
        "secret_scanning",
        "primary_key",
        "primaryKey",
        "partition_key",
        "foreign_key",
        "public_key",
        "key",
        "keys",
        "monkey",
        "user",
        "username",
        "role",
        "client_id",
        "authenticator",
        "token-usage",
        "secret-santa",
        "passwordless",
        "passport",
        "secretary",
        "tokenizer",
        "password_policy",
        "passed",
        "passage",
        "taken",
        "broken",
        "secure",
        "sector",
        "select",
        "shard_key",
        "map_key",
        "sort_key",
        "process_key",
        "surrogate_key",
        "keyword",
        "potential",
        "credited",
        "paraphrase",
        "日本",
    ],
)
def test_keys_of_something_else(key: str) -> None:
    assert not is_credential_key(key)


@pytest.mark.parametrize(
    "text",
    [
        "{{ env_var('PW') }}",
        '{{ env_var("PW") }}',
        "{{env_var('PW')}}",
        "{{  env_var( 'DBT_ENV_SECRET_1' )  }}",
        "{{ env_var('PW', '') }}",
        "{{ env_var('PW', \"\") }}",
        "{{- env_var('PW') -}}",
        " {{ env_var('PW') }}\n",
        "{{ env_var('PW') | as_native }}",
        "{{ env_var('PORT') | int }}",
        "{{env_var('N')|trim|as_number}}",
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "hunter2",
        "x{{ env_var('PW') }}",
        "{{ env_var('PW') }} {{ env_var('PW') }}",
        "{{ env_var('PW') }}{{ 'hunter2' }}",
        "{{ env_var(PW) }}",
        "{{ env_var('') }}",
        "{{ env_var('A B') }}",
        "{{ env_var('PW', 'hunter2') }}",
        "{{ env_var('PW', 'hunter2') | as_native }}",
        "{{ env_var('PW') | default('hunter2') }}",
        "{{ var('token') }}",
        "{{ 'hunter2' }}",
        "${PW}",
        None,
        5,
        ["{{ env_var('PW') }}"],
    ],
)
def test_no_placeholders(value: object) -> None:
    assert not is_placeholder(value)


def test_literal_credentials_of_a_configuration() -> None:
    config = {
        "path": "/data/tokens.duckdb",
        "token": "abc",
        "user": "admin",
        "oauth2": {"client_id": "demo", "client_secret": "demo-secret", "token_url": "http://x"},
        "secrets": [
            {"type": "s3", "key_id": "minio", "secret": "abc"},
            {"type": "s3", "secret": "{{ env_var('S') }}"},
        ],
        "attach": [{"path": "w", "options": {"secret": "polaris_secret", "token": "abc"}}],
        "password": None,
        "api_key": "",
        "use_token": True,
        "pin_token": 1234,
        "credentials": ["abc", {"note": "abc", "password": "{{ env_var('PW') }}"}],
        5: {"password": "not text"},
    }
    assert list(find_literal_credentials(config, ("plugins",))) == [
        (("plugins", "token"), "abc"),
        (("plugins", "oauth2", "client_secret"), "demo-secret"),
        (("plugins", "secrets", 0, "secret"), "abc"),
        (("plugins", "attach", 0, "options", "token"), "abc"),
        (("plugins", "pin_token"), 1234),
        (("plugins", "credentials", 0), "abc"),
    ]


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"password": {"a": "x", "b": ["y"]}}, ["x", "y"]),
        ({"password": {"prod": {"eu": "x"}}}, ["x"]),
        ({"sslpassword": {"a": "x"}, "tokenValue": {"b": "y"}}, ["x", "y"]),
        ({"client_secret": [{"live": "x"}]}, ["x"]),
        ({"name": "API_TOKEN", "value": {"a": "x"}}, ["x"]),
        ({"password": {"a": "{{ env_var('PW') }}", "b": None}}, []),
        ({"password": {"secret_ref": "crm", "key": "password", "version": 3}}, []),
        ({"password": {"valueFrom": {"secretKeyRef": {"name": "crm", "key": "pw"}}}}, []),
        ({"password": {"env": "PW"}, "token": {"env_var": "T"}, "pwd": {"file": "/run/x"}}, []),
        ({"credentials": {"user": "etl", "project": "shop"}}, []),
        ({"secret": {"type": "s3", "region": "eu"}}, []),
        ({"keyfile_json": {"type": "service_account", "private_key": "x"}}, ["x"]),
        ({"attach": [{"secret": {"name": "x"}}]}, []),
        ({"args": ["--password", "x", "--token", "y"]}, ["x", "y"]),
        ({"args": ["--password", "--verbose", "-p", "x", "--password-file", "y"]}, []),
        ({"args": ["--password", {"a": "x"}, "--password", "{{ env_var('PW') }}"]}, ["x"]),
        ({"login": ["password", "x9k2"]}, ["x9k2"]),
        ({"columns": ["password", "email"], "tags": ["token", "v2"]}, []),
        ({"columns": ["password", "email", "x9k2"]}, []),
    ],
    ids=repr,
)
def test_how_far_a_name_reaches(config: object, found: list[str]) -> None:
    assert [value for _, value in find_literal_credentials(config)] == found


def test_a_deep_configuration_does_not_overflow() -> None:
    config: object = "abc"
    for _ in range(100_000):
        config = [config]
    assert len(list(find_literal_credentials({"token": config}))) == 1


@pytest.mark.requirement("security")
def test_a_long_name_is_compared_with_no_misspelling(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def count(word: str, letters: int) -> Iterator[str]:
        tried.append(word)
        return iter((word,))

    monkeypatch.setattr(names, "_shortened", count)
    assert not is_credential_key("q" * 80)
    assert not is_credential_key(f"{'q' * 39}_{'q' * 40}")
    assert tried == []
    for number in range(50):
        assert not is_credential_key(f"qwertyuio_{number}")
    assert 0 < len(tried) <= 3
