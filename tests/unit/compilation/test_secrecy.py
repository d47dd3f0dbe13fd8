"""What of a file may be shown: what is hidden, what is not, and what the search costs."""

from __future__ import annotations

import pytest

from floe_lsp.compilation.secrecy import Secrecy, hide_shapes
from floe_lsp.compilation.secret_spans import secret_spans
from floe_lsp.syntax import SourceText, parse

pytestmark = pytest.mark.requirement("security")


def _secrecy(text: str) -> Secrecy:
    source = SourceText(text)
    tree = parse(source)
    return Secrecy(source, tree.root, is_sound=not tree.problems)


COMMENTS = [
    ("password: #hunter2\n", "password: ********\n"),
    ("a: {b: c}\npw: # hunter2 of Ann\n", "a: {b: c}\npw: ****************\n"),
    ("a:\n- password\n- #hunter2\n- x\n", "a:\n- password\n- ********\n- x\n"),
    ("password: abc #def2024!\n", "password: *** *********\n"),
    ("password: abc def # 2024!\n", "password: ******* *******\n"),
    ("a: [\npassword: #hunter2\nb: x\n", "a: [\npassword: ********\nb: x\n"),
    ("pass word: hunter2\n", "pass word: *******\n"),
    ("a: the password is x #S\n", "a: the password is ****\n"),
    ("a: the password is hunter2 #S of\nb: c\n", "a: the password is *************\nb: c\n"),
    ("a: with password=hunter2 #S24!\n", "a: with password=*************\n"),
    ("a: [\nb: the password is x #S\n", "a: [\nb: the password is ****\n"),
    ("ownr: y # access kye: x\n", "ownr: y # access kye: *\n"),
    ("ownr: x # password Sommer24!x\n", "ownr: x # password **********\n"),
]
"""What YAML takes for a comment, in place of a secret or behind its beginning."""

_FULL_WIDTH = "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44"
JOINTS = ["\uff1a", "\u2236", "\ufe55 ", "\uff1d", "\u00a0:\u00a0", "\u200b: ", "\u2003\uff1d "]
NAMES = ["pass\u00a0word", "pass\u200bword", "pa\u00adssword", "Pass-Word", _FULL_WIDTH]
LOOK_ALIKES = [
    *((f"password{joint}hunter22\n", f"password{joint}********\n") for joint in JOINTS),
    *((f"{name}: hunter22\n", f"{name}: ********\n") for name in NAMES),
    *((f"a: [\n{name}: hunter22\n", f"a: [\n{name}: ********\n") for name in NAMES),
    *((f"# the {name}: hunter22\n", f"# the {name}: ********\n") for name in NAMES),
]
"""Names and joiners with signs that look like others, or cannot be seen."""


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
        ("args: [--password, hunter2]\n", "args: [--password, *******]\n"),
        ("args:\n- '--password'\n- hunter\n- x\n", "args:\n- '--password'\n- ******\n- x\n"),
        ("a: [password, x9k2]\n", "a: [password, ****]\n"),
        ("b: }\na: [password, x9k2, c]\n", "b: }\na: [password, ****, c]\n"),
        ("# Authorization: Bearer hunter\n", "# Authorization: Bearer ******\n"),
        ("a: see Basic YWRtaW46aHVudGVy\n", "a: see Basic ****************\n"),
        ("a: postgres://u:pa ss@host/db\n", "a: postgres://u:*****@host/db\n"),
        ("a: postgres://u:pa/ss@host/db\n", "a: postgres://u:*****@host/db\n"),
        (
            "a: {headers: {Authorization: Bearer ab1c2}}\n",
            "a: {headers: {Authorization: ************}}\n",
        ),
        ("a: see dbt:Sommer24!x@db/x\n", "a: see dbt:**********@db/x\n"),
        *COMMENTS,
        ("u: \"{{ env_var('PW', 'hun') }}\"\n", f'u: "{26 * "*"}"\n'),
        ("u: '{{ env_var(''PW'', ''hun'') }}'\n", f"u: '{30 * '*'}'\n"),
        ("# password={{ env_var('X','hun') }}\n", f"# password={24 * '*'}\n"),
        ("a: x://u:{{env_var('X','a')}}@h\n", f"a: x://u:{20 * '*'}@h\n"),
        *LOOK_ALIKES,
        ("connection_secret_ref: Sommer24!x\n", "connection_secret_ref: **********\n"),
        ("a: {connectionSecretRef: 'So24!x'}\n", "a: {connectionSecretRef: ********}\n"),
        ("b: [\nsecret_ref: Sommer24!x\n", "b: [\nsecret_ref: **********\n"),
    ],
)
def test_secrets_are_stars_and_the_rest_is_as_it_was(text: str, shown: str) -> None:
    result = _secrecy(text).shown.text
    assert len(result) == len(text)
    assert result == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "a:\n- name: PASSWORD\n  kind: x\n  value: hunter22\n",
            "a:\n- name: PASSWORD\n  kind: x\n  value: ********\n",
        ),
        (
            "a:\n- value: hunter22\n  name: PASSWORD\n",
            "a:\n- value: ********\n  name: PASSWORD\n",
        ),
        ("a: {value: [x1, y2], key: API_KEY}\n", "a: {value: [**, **], key: API_KEY}\n"),
        ("headers:\n  X-Key-Of-Shop: hunter22x\n", "headers:\n  X-Key-Of-Shop: *********\n"),
        ("Headers: {a: hunter22}\n", "Headers: {a: ********}\n"),
        ("_password: hunter22\n", "_password: ********\n"),
        ("2nd password: hunter22\n", "2nd password: ********\n"),
        ("a/(password): hunter22\n", "a/(password): ********\n"),
        ("contrasen\u0303a: hunter22\n", "contrasen\u0303a: ********\n"),
        ("? api key 2\n# it\n: hunter22\n", "? api key 2\n# it\n: ********\n"),
        ("a: [\n  password, # it\n  x9k2\n]\n", "a: [\n  password, # it\n  ****\n]\n"),
        ("a:\n- '--api-key'\n# it\n- x9k2\n", "a:\n- '--api-key'\n# it\n- ****\n"),
        ("k: &k password\n*k : hunter22\n", "k: &k password\n*k : ********\n"),
        ("a: the password is\n  hunter22\n", "a: the password is\n  ********\n"),
        ("a: >\n  with password =\n  hunter22\n", "a: >\n  with password =\n  ********\n"),
    ],
)
def test_what_the_tree_alone_tells_is_hidden_in_a_file_without_another(
    text: str, shown: str
) -> None:
    secrecy = _secrecy(text)
    assert secrecy.shown.text == shown
    words = "'hunter22' or 'x9k2' is wrong"
    secrets = [each for each in ("hunter22", "x9k2") if each in text]
    assert not any(each in secrecy.masked(words) for each in secrets)


ESCAPED = [
    (r'a: "x\x3dpassword\x3dhunter22"', r'a: "x\x3dpassword\x3d********"'),
    (r'a: "x\u003dpassword\u003dhunter22 y"', r'a: "x\u003dpassword\u003d******** y"'),
    (r'a: "x \x70assword: hunter22, y"', r'a: "x \x70assword: ********, y"'),
    (r'a: "x password=hunt\x65r22 y"', r'a: "x password=*********** y"'),
    (r'a: "x\tpassword=hunter22 y"', r'a: "x\tpassword=******** y"'),
    (r'a: "{\"password\": \"hunter 22\"}"', None),
    (r'a: "see https:\/\/u:hunter22@h/x"', r'a: "see https:\/\/**********@h/x"'),
    (r"a: '{\"password\": \"hunter22\"}'", r"a: '{\"password\": ************}'"),
    (r"# a: x\x3dpassword\x3dhunter22", r"# a: x\x3dpassword\x3d********"),
]
"""Secrets that only the text without its escapes tells; ``None`` where all of it is hidden."""


@pytest.mark.parametrize("ending", ["", "b: [", "b: }"])
@pytest.mark.parametrize(("text", "shown"), ESCAPED)
def test_what_escapes_hide_is_hidden_in_a_file_that_can_be_parsed_or_not(
    text: str, shown: str | None, ending: str
) -> None:
    secrecy = _secrecy(f"c: y\n{text}\n{ending}\n")
    assert "hunter" not in secrecy.masked("'hunter22' or 'hunter 22' is wrong")
    line = secrecy.shown.line(1)
    assert len(line) == len(text)
    assert "unter" not in line
    assert "22" not in line
    if shown is not None and not ending:
        assert line == shown


def test_what_escapes_hide_over_several_lines() -> None:
    secrecy = _secrecy('a: "x pass\\\n  word\\x3dhunt\\\n  er22"\nb: c\n')
    assert "unt" not in secrecy.shown.text
    assert "22" not in secrecy.shown.text
    assert secrecy.shown.text.endswith("\nb: c\n")
    many = " ".join(f"token{number}=hunter{number}x" for number in range(30))
    assert "hunter" not in _secrecy(f'a: "\\n{many}"\n').shown.text


def test_a_sentence_with_an_escape_is_shown_but_for_its_secret() -> None:
    text = 'a: "one\\nthe token: usage of it\\nthree"\n'
    assert _secrecy(text).shown.text == 'a: "one\\nthe token: ***** of it\\nthree"\n'


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
        "owner: #team\nb: x # keep it\n",
        "a: the password is kept # x of it\nb: the password is set, see #12\n",
        "a: the token is x # floe: ignore\n",
        "a: the token is x #Floe: ignore[E110]\n",
        "password: null #FLOE: ignore[E122]\n",
        "tags:\n- token # see #12 of it\n",
        "password: # none\ntoken: '' # from the vault of CI/CD, e.g.\n",
        "a: [bob@example.com, 'mailto:anna1990!@example.com', 'git@github.com:o/r']\n",
        "password: \"{{ env_var('PW') }}\" # from the vault\n",
        "password: null # floe: ignore[E122]\n",
        "connection_secret_ref: Warehouse_Login_2\nsecret_ref: '{{ x }}'\n",
        "a: Preis\uff1a12 €, Zahl\u00a0: 12\ncompass word: x\n",
        "a: token v1.2.0-rc1+b5, secret order2customer, OAuth2.0 token 2024-01-01\n",
    ],
)
def test_what_is_no_secret_is_shown(text: str) -> None:
    assert _secrecy(text).shown.text == text


def test_words_that_repeat_a_secret_however_it_was_cut_or_spelled() -> None:
    secrecy = _secrecy("password: correct-Horse-battery\npin_token: ab12\n")
    assert secrecy.masked("'correct-Horse-batte…' is wrong") == "'********…' is wrong"
    assert "horse" not in secrecy.masked("did you mean 'correcthorsebattery'?").lower()
    assert secrecy.masked("'ab12' is wrong, cab123 is not") == "'********' is wrong, cab123 is not"
    assert secrecy.masked("'orders' is wrong") == "'orders' is wrong"


@pytest.mark.parametrize(
    ("secret", "words", "shown"),
    [
        ("Straße12", "Straße12", "********"),
        ("Straße12", "a STRASSE12 b", "a ******** b"),
        ("STRASSE12", "a Straße12 b", "a ******** b"),
        ("İstanbul1", "İstanbul1", "********"),
        ("İstanbul1", "a istanbul1 b", "a ******** b"),
        ("istanbul1", "a İstanbul1 b", "a ******** b"),
        ("İstanbul1", "ß İİ 'İstanbul1' ß", "ß İİ '********' ß"),
        ("ﬃﬃxy1", "'ﬃﬃxy1' is ﬃ", "'********' is ﬃ"),
        ("Straße1", "'Straße1' is wrong", "'********' is wrong"),
        ("Maße1", "'Maße1' is wrong, aMaße1 is not", "'********' is wrong, aMaße1 is not"),
    ],
)
def test_letters_that_fold_to_several(secret: str, words: str, shown: str) -> None:
    assert _secrecy(f"password: '{secret}'\n").masked(words) == shown


def test_what_has_the_shape_of_a_secret_is_hidden_wherever_it_comes_from() -> None:
    assert hide_shapes("a password=hunter2 b") == "a password=******** b"


_BODY = "MIIEowIBAAKCAQEA1b2c"
_PEM = (
    f"{'-' * 5}BEGIN RSA PRIVATE KEY{'-' * 5}\n  Proc-Type: 4,ENCRYPTED\n\n  {_BODY}\n  {_BODY}\n"
)


@pytest.mark.parametrize("end", ["", f"  {'-' * 5}END RSA PRIVATE KEY{'-' * 5}\n"])
def test_a_private_key_with_headers_is_hidden_whole_in_a_file_and_in_a_difference(end: str) -> None:
    text = f"a: |\n  {_PEM}{end}b: x-y\n"
    shown = _secrecy(text).shown.text
    difference = "".join(f"+{line}" for line in text.splitlines(keepends=True))
    for each in (shown, hide_shapes(difference), _secrecy(text).masked(difference)):
        assert not any(word in each for word in ("MII", "Proc", "ENC", "KEY"))
        assert each.endswith("b: x-y\n")


def test_a_default_is_hidden_where_a_message_repeats_it() -> None:
    secrecy = _secrecy("user: \"{{ env_var('PW', 'hun12') }}\"\n")
    assert secrecy.masked("'hun12' is wrong, and env_var is not").startswith("'*")


@pytest.mark.requirement("robustness")
def test_a_file_with_very_many_names_of_credentials_is_hidden_as_a_whole() -> None:
    for line in ("# password=x\n", "# --password=x9, --password x9k2\n"):
        text = line * 20_001
        (span,) = secret_spans(SourceText(text), None, is_sound=False)
        assert span == (0, len(text))


def test_the_names_of_a_connection_are_no_secret() -> None:
    secrecy = _secrecy("dsn: host=h password=hunter22hunter22\n")
    assert secrecy.masked("reads PASSWORD of hunter22hunter22") == "reads PASSWORD of ********"
