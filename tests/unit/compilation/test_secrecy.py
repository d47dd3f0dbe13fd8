"""What of a file may be shown: what is hidden, what is not, and what the search costs."""

from __future__ import annotations

import pytest

from floe_lsp.compilation.secrecy import Secrecy, hide_shapes
from floe_lsp.syntax import SourceText, parse

pytestmark = pytest.mark.requirement("security")


def _secrecy(text: str) -> Secrecy:
    source = SourceText(text)
    tree = parse(source)
    return Secrecy(source, tree.root, is_sound=not tree.problems)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password: hunter2\n", "password: *******\n"),
        ("a: &p hunter22\npassword: *p\n", "a: &p ********\npassword: *p\n"),
        ("b: {api-key: abc, user: x}\n", "b: {api-key: ***, user: x}\n"),
        ("pasword: |\n  one\n  two\nuser: x\n", "pasword: *\n*****\n*****\nuser: x\n"),
        ("# the password is hunter2, not x\n", "# the password is *******, not x\n"),
        ("a: see https://tok1@h.example/x\n", "a: see https://****@h.example/x\n"),
        ("a: [\npassword: hunter2\nb: x\n", "a: [\npassword: *******\nb: x\n"),
        ("password: 'hunter2\n", "password: ********\n"),
        ("? password\n: hunter2\nb: }\n", "? password\n*********\nb: }\n"),
        ("sslpassword: hunter2\ntokenValue: abc\n", "sslpassword: *******\ntokenValue: ***\n"),
        ("a: [\ncontraseña: hunter2\nb: x\n", "a: [\ncontraseña: *******\nb: x\n"),
        ("# the пароль is hunter2\n", "# the пароль is *******\n"),
        ("args: [--password, hunter2]\n", "args: [--password, ********\n"),
        ("args:\n- '--password'\n- hunter\n- x\n", "args:\n- '--password'\n- ******\n- x\n"),
        ("a: [password, x9k2]\n", "a: [password, *****\n"),
        ("b: }\na: [password, x9k2, c]\n", "b: }\na: [password, ****, c]\n"),
        ("# Authorization: Bearer hunter\n", "# Authorization: Bearer ******\n"),
        ("a: see Basic YWRtaW46aHVudGVy\n", "a: see Basic ****************\n"),
        ("a: postgres://u:pa ss@host/db\n", "a: postgres://u:*****@host/db\n"),
        ("a: postgres://u:pa/ss@host/db\n", "a: postgres://u:*****@host/db\n"),
    ],
)
def test_secrets_are_stars_and_the_rest_is_as_it_was(text: str, shown: str) -> None:
    result = _secrecy(text).shown.text
    assert len(result) == len(text)
    assert result == shown


@pytest.mark.parametrize(
    "text",
    [
        "name: orders\n",
        "connection_secret_ref: warehouse-login\n",
        "token_url: https://example.com/token\n",
        "max_tokens: 4000\n",
        "password_policy: strict\n",
        "name: token-usage\ntags: [passport, secretary, tokenizer]\n",
        "password: \"{{ env_var('PW') }}\"\n",
        "password:\nuser: x\n",
        "use_token: true\nsecret: ''\n",
        "# the password is kept elsewhere\n",
        "columns: [password, email]\nargs: [--timeout, 5, -p, 5432]\n",
        "# use --password to sign in with a bearer token\n",
        "a: git://git@example.com/x?page=2\n",
        "secrets: {type: vault}\n",
        "primary_key: order_id\nb: [\n",
    ],
)
def test_what_is_no_secret_is_shown(text: str) -> None:
    assert _secrecy(text).shown.text == text


def test_words_that_repeat_a_secret_however_it_was_cut_or_spelled() -> None:
    secrecy = _secrecy("password: correct-Horse-battery\npin_token: ab12\n")
    assert secrecy.masked("'correct-Horse-batte…' is wrong") == "'*******************…' is wrong"
    assert "horse" not in secrecy.masked("did you mean 'correcthorsebattery'?").lower()
    assert secrecy.masked("'ab12' is wrong, cab123 is not") == "'****' is wrong, cab123 is not"
    assert secrecy.masked("'orders' is wrong") == "'orders' is wrong"


def test_what_has_the_shape_of_a_secret_is_hidden_wherever_it_comes_from() -> None:
    assert hide_shapes("a password=hunter2 b") == "a password=******* b"


def test_the_names_of_a_connection_are_no_secret() -> None:
    secrecy = _secrecy("dsn: host=h password=hunter22hunter22\n")
    assert (
        secrecy.masked("reads PASSWORD of hunter22hunter22") == "reads PASSWORD of ****************"
    )
