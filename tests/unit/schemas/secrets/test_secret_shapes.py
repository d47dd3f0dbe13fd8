"""What counts as a real secret.

Secrets are put together at run time, so that no scanner takes this file for a leak.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floe_lsp.schemas.types.secrets.shapes import SecretShape, find_secrets

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


PEM = f"{DASHES}BEGIN {KEY}{DASHES}"
BODY = "MIIEowIBAAKCAQEA1b2c"
HEADERS = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n"


@pytest.mark.requirement("security")
@pytest.mark.parametrize(
    "body",
    [
        f"\n{HEADERS}{BODY}\n{DASHES}END {KEY}{DASHES}",
        f"\\n{BODY}\\n{BODY}\\n{DASHES}END {KEY}{DASHES}",
        f"\n-{BODY}\n-{DASHES}END {KEY}{DASHES}",
        f"\n  {BODY}\n  {BODY}\n  q8==",
        f"\n{HEADERS}{BODY}\n{BODY}\nq8==",
        f"\n# {BODY}\n# {BODY}",
        f"\n+  {BODY}\n+  {BODY}\n+  ab",
        f"\\n{BODY}\\n{BODY}\\nq8==",
        f" {BODY} {BODY} q8==",
    ],
)
@pytest.mark.parametrize("end", ["", "\n\nnext: a-b\n", '"\nlast: x\n'])
def test_a_private_key_is_found_whole(body: str, end: str) -> None:
    text = PEM + body + end
    shape = find_secret(text)
    assert shape is not None
    assert (shape.kind, shape.start, shape.end) == ("private-key", 0, len(PEM + body))


@pytest.mark.parametrize(
    "rest", [" is how one begins", "\nkey: value\n", "\n\n", "\n- a word\n", '"\n', " # here"]
)
def test_the_beginning_of_a_private_key_alone(rest: str) -> None:
    shape = find_secret(PEM + rest)
    assert shape is not None
    assert (shape.start, shape.end) == (0, len(PEM))


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
        ("start it with password=hunter2,x9!", "hunter2,x9!"),
        ("password=Tr0ub4dor&3!!, so", "Tr0ub4dor&3!!"),
        ("password=hunter2;more of it", "hunter2;more"),
        ("password=hunter2,user=bob", "hunter2"),
        ("Password=hunter2;Initial Catalog=db", "hunter2"),
        ("Password=hunter2;User Id=bob", "hunter2"),
        ("Password=hunter2;Multiple Active Result Sets = true", "hunter2"),
        ("a(password=hunter2)", "hunter2"),
        ("with pwd=/x9k2m4 of it", "/x9k2m4"),
        ("with password=/home/user1/dir of it", "/home/user1/dir"),
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
        "cd back to pwd=/home/user1/dir",
        "monthly_pass=2024-renewal",
        "dim_account_key=dim_account.key_1",
        "session_token=row_number(id1)",
        "nft_token=cryptopunk-3100",
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


@pytest.mark.requirement("robustness")
def test_a_private_key_without_end_goes_as_far_as_its_last_line() -> None:
    line = "A1" * 32
    text = f"{'-' * 5}BEGIN PRIVATE KEY-----\n{line}\n{line}\nZz9=\n{'words' * 5}\n"
    (shape,) = find_secrets(text)
    assert text[shape.start : shape.end].endswith(f"{line}\nZz9=")


@pytest.mark.parametrize("password", ["p$ss9", "p*ss9", "a$B$c"])
def test_signs_in_the_password_of_an_address(password: str) -> None:
    (shape,) = find_secrets(f"postgres://user:{password}@host/db")
    assert shape.kind == "url-password"


@pytest.mark.parametrize("written", ["$PASSWORD", "${PASSWORD}", "****", "<password>", "{{ x }}"])
def test_what_stands_for_the_password_of_an_address(written: str) -> None:
    assert list(find_secrets(f"postgres://user:{written}@host/db")) == []


def test_of_very_many_secrets_the_last_are_one() -> None:
    text = "".join(f"a://user:pass{number}@host, " for number in range(2_500)) + "end"
    shapes = list(find_secrets(text))
    assert len(shapes) == 2_001
    assert (shapes[-1].start, shapes[-1].end) == (text.index("pass2000@"), len(text))


def test_of_very_many_private_keys_the_last_are_one() -> None:
    text = f"{PEM}\n{BODY}\n" * 1_200
    found = list(find_secrets(text))
    assert len(found) == 1_001
    assert found[0].end == len(PEM) + 1 + len(BODY)
    assert text.startswith(PEM, found[-1].start)
    assert found[-1].end == len(text)
