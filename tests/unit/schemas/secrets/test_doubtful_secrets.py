"""What beside the name of a credential stays out of artifacts, and what is an ordinary text."""

from __future__ import annotations

import pytest

from floe_lsp.schemas.types.secrets.doubtful import (
    doubtful_secrets,
    secrets_for_nobody,
    without_doubtful_secrets,
)

pytestmark = pytest.mark.requirement("security")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("token: abc123", "token: ********"),
        ("the password is hunter2, ask Ann", "the password is ********, ask Ann"),
        ("sign in with (pasword='hunter2')", "sign in with (pasword='********')"),
        ("host=h password=pw", "host=h password=********"),
        ("see https://name@host.example/x", "see https://********@host.example/x"),
        ("https://h.example/?token=x9y8", "https://h.example/?token=********"),
        ("https://h.example/?code=a1B2c3D4e5F6", "https://h.example/?code=********"),
        ("api key: a1b2c3d4!", "api key: ********"),
        ("first\nAuthorization: Basic9\nlast", "first\nAuthorization: ********\nlast"),
        ("postgres://etl:secr3t", "postgres://********"),
        ("Authorization: Bearer a1b2c3d4e5", "Authorization: Bearer ********"),
        ("authorization: 'basic x9/k2'", "authorization: '********'"),
        ("with Authorization = Token x9k2, say", "with Authorization = Token ********, say"),
        ("send Bearer a1b2c3d4e5 along", "send Bearer ******** along"),
        ("run it with --password hunter2 --all", "run it with --password ******** --all"),
        ("password_prod: hunter2", "password_prod: ********"),
        ("sslpassword: hunter2", "sslpassword: ********"),
        ("la contraseña es: x, contraseña: hunter2", "la contraseña es: x, contraseña: ********"),
        ("le mot de passe: hunter2", "le mot de passe: ********"),
        ("пароль: hunter2", "пароль: ********"),
        ("dbt:Sommer24!x@db.internal:5432/shop", "dbt:********@db.internal:5432/shop"),
        ("see //dbt:Sommer24!x@db, or", "see //dbt:********@db, or"),
        ("u:Sommer24!x@x", "u:********@x"),
        ("jdbc:oracle:thin:dbt/Sommer24!x@db", "jdbc:oracle:thin:dbt/********@db"),
        ("machine x login dbt password Sommer24!x", "machine x login dbt password ********"),
        (
            "CREATE USER dbt IDENTIFIED BY 'Sommer24!x'",
            "CREATE USER dbt IDENTIFIED BY '********'",
        ),
        ("with PASSWORD 'Sommer24!x'", "with PASSWORD '********'"),
        ("<password>Sommer24!x</password>", "<password>********"),
        ("curl -u dbt:Sommer24!x https://h", "curl -u dbt:******** https://h"),
        ("ask Ann (pw Sommer24!x) for it", "ask Ann (pw ********) for it"),
        ("the password:\n  Sommer24!x\nof it", "the password:\n  ********\nof it"),
        ("with password Qx7w9Zk2 today", "with password ******** today"),
        (
            "x://h/?odbc_connect=UID%3Dsa%3BPWD%3DSommer24%21x%3BA%3Db1",
            "x://h/?odbc_connect=UID%3Dsa%3BPWD%3D********%3BA%3Db1",
        ),
        ("https://h.example/?key=a1b2c3d4-e5f6-a7b8", "https://h.example/?key=********"),
        ("the access kye: a1b2c3d4", "the access kye: ********"),
        ("X-Auth: a1b2c3d4", "X-Auth: ********"),
        ("password=count(x9k2 of it", "password=******** of it"),
        ("password\uff1aSommer24!x", "password\uff1a********"),
        ("PWD={Sommer24!}", "PWD=********"),
        ("Server=h;PWD={Som;mer 24!};UID=x", "Server=h;PWD=********;UID=x"),
        ("Server=h;PWD={hunter2};UID=x", "Server=h;PWD=********;UID=x"),
        ("Server=h;PWD={hunter2!};UID=x", "Server=h;PWD=********;UID=x"),
        ("password: {Sommer24!}", "password: ********"),
        ("password=<Sommer24!>", "password=********"),
        ("password=$Sommer24!", "password=********"),
        ("password: Sommer,24!x", "password: ********"),
        ("pass: Sommer;2024!x9", "pass: ********"),
        ("password: p@ss,word1", "password: ********"),
        ("password: Sommer,2024!", "password: ********"),
        ("password: Sommer,2024!x9", "password: ********"),
        ("Password: x9k2w;Initial Catalog=db", "Password: ********;Initial Catalog=db"),
        ("Password: x9k2w;User Id = bob", "Password: ********;User Id = bob"),
        (f"pass: {'Xq7,w9!' * 400} of it", "pass: ******** of it"),
        (f"pass: x9k2w!{'pwd={' * 400} of it", "pass: ******** of it"),
        ("password: x9k2w, user: bob", "password: ********, user: bob"),
        ("token: x9k2w,user:bob", "token: ********,user:bob"),
        ("password: Tr0ub4dor&3!!", "password: ********"),
        ("curl -u dbt:Sommer24! https://h", "curl -u dbt:******** https://h"),
        ("sign in with password Sommer2024!", "sign in with password ********"),
        ('the password "Sommer2024!"', 'the password "********"'),
        ("the password is: hunter2x", "the password is: ********"),
        ("password - Sommer24!x", "password - ********"),
        ("with the api key Sommer24!x", "with the api key ********"),
        ("the passw\u200bord\uff1dSommer24!x", "the passw\u200bord\uff1d********"),
    ],
)
def test_a_credential_is_stars(text: str, shown: str) -> None:
    assert without_doubtful_secrets(text) == shown
    assert doubtful_secrets(shown) == []


@pytest.mark.parametrize(
    "text",
    [
        "token usage per day",
        "the password policy is strict",
        "key: order_id",
        "primary key: order_id_2024",
        "token: usage per day",
        "token: order_id",
        "the secret is out",
        "the token is varchar(64)",
        "password: sha256, token: OAuth2, secret: v2",
        "max tokens: 4000",
        "Authorization: Bearer tokens are refused",
        "the bearer of this, a bearer token, a basic plan",
        "use --password to sign in, or --token-file x9k2",
        "token usage: 4000/day, tokens_per_day: 4000/day, token_type: oauth2/x",
        "password_policy: at-least-16, password_min_length: >=16",
        "token_url: https://example.com/token2",
        "password: {{ env_var('PW') }}",
        "password=$PW1234 token=<yours1> secret=***",
        "abfss://lake@account.dfs.core.windows.net/raw",
        "https://user@example.com/path and git://git@example.com/x",
        "postgresql://etl@db.internal/shop",
        "https://example.com/?page=orders2024&key=order_id_2024",
        "https://example.com/a?code=404",
        "orders of a day, by customer: 14 columns",
        "token OAuth2.0 flow, password sha256-hashed, token 2024-01-01T00:00:00Z",
        "cd back to pwd=/home/user1/dir, pwd: /home/user1/dir, oldpwd: ~/work/dir2",
        "monthly_pass=2024-renewal, season_pass: 2024/25, the second pass: 2024x",
        "dim_account_key=dim_account.key_1 and account: x1",
        "session_token = count(distinct id), session_token = count(*), token: max(created_at)",
        "nft_token=cryptopunk-3100, pad_token: [PAD0]",
        "https://example.com/?key=product-id-12345",
        "rows are identified by 'order_id_2024', the secret Orders2024, a token v1.2.0+b5",
        "bob@example.com, mailto:anna1990!@example.com, scope:team@example.com",
        "sha256:abc@x, shop/orders:v1.2A3@sha256:ab12, user:anna1990@example.com",
        "git@github.com:org/repo at 12:30:00@noon, 2024-01-01T10:00:00@x",
        "docker run -u 1000:1000 -u app:group1",
        "<token>${TOKEN1}</token> and <password></password>",
        "Server=h;PWD={password};UID=x, Server=h;PWD={your password};UID=x",
        "Server=h;PWD={db_password2};UID={user}",
        "password={placeholder}, token: {token_2}, password={date:%Y} and secret: {a: 1, b: 2}",
        "password=<your_password> password=$PASSWORD2! token=${TOKEN2} password=$(cat pw1)",
        "token: order_id,customer_id,day and secret: name;type;value",
        "token: usage! secret: none!",
        "password: bcrypt,argon2 and credentials: vault,aws2",
        "token: created,2024-01-01 and secret: used;seen;2024-01",
        "token: JWT,OAuth2, secret: SHA256,MD5",
        "the token is: usage per day, the password is: required",
        "password - optional, token - the second of the day, secret - level-2",
        "the secret orders2024! and in the pass 2024!",
        "the token:\n  orders_2024_x\nand password varchar(64)",
        "",
    ],
)
def test_an_ordinary_text_is_as_it_was(text: str) -> None:
    assert without_doubtful_secrets(text) == text
    assert secrets_for_nobody(text) == []


def test_only_an_address_as_a_whole_is_refused_for_its_login() -> None:
    assert [each.title for each in secrets_for_nobody("https://name@host")] == [
        "a user or token in an address"
    ]
    assert secrets_for_nobody("see https://name@host") == []


def test_what_is_certain_is_not_doubtful() -> None:
    text = "postgres://etl:hunter2@db token: abc123"
    assert [each.kind for each in secrets_for_nobody(text)] == ["url-password"]
    assert [text[each.start : each.end] for each in doubtful_secrets(text)] == ["abc123"]


def test_stars_do_not_tell_how_long_a_secret_is() -> None:
    short, long = (without_doubtful_secrets(f"token: {each}") for each in ("ab12", "ab12" * 20))
    assert short == long
