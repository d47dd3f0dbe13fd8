"""How far the value of a credential reaches, in a text that can be read and in one that cannot."""

from __future__ import annotations

import pytest

from floe_lsp.compilation.secrecy import Secrecy, masked
from floe_lsp.compilation.secret_spans import spans_in_line
from floe_lsp.compilation.span_sets import covers, joined, overlaps
from floe_lsp.syntax import SourceText, Span, parse

pytestmark = pytest.mark.requirement("security")

BROKEN = "b: [\n"
"""Makes a text one that cannot be parsed as a whole."""


def secrecy(text: str, *, known: tuple[Span, ...] = ()) -> Secrecy:
    source = SourceText(text)
    tree = parse(source)
    return Secrecy(source, tree.root, is_sound=not tree.problems, known=known)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password: hunter22", "password: ********"),
        ("password: 'hunter22 and more'\nuser: x\n", "password: *******************\nuser: x\n"),
        ("password: [one1, two2]\nuser: x\n", "password: [****, ****]\nuser: x\n"),
        (
            "password: {a: one1, b: null, c: true, d: '', e: [two2]}\n",
            "password: {a: ****, b: null, c: true, d: '', e: [****]}\n",
        ),
        (
            "a: &p two2\npassword: [one1, *p, *p]\n",
            "a: &p ****\npassword: [****, *p, *p]\n",
        ),
        ("a: &p [one1, two2]\npassword: *p\n", "a: &p [****, ****]\npassword: *p\n"),
        ("? password\n: hunter22\nuser: y\n", "? password\n: ********\nuser: y\n"),
        (
            "a:\n- {name: PASSWORD, value: hunter22 }\n- {name: USER, value: joe}\n- value: x\n",
            "a:\n- {name: PASSWORD, value: ******** }\n- {name: USER, value: joe}\n- value: x\n",
        ),
        ("a:\n- key: PASSWORD\n  value: hunter22\n", "a:\n- key: PASSWORD\n  value: ********\n"),
        ("a:\n- kind: PASSWORD\n  value: joe\n", "a:\n- kind: PASSWORD\n  value: joe\n"),
        ("a:\n- name: [PASSWORD]\n  value: joe\n", "a:\n- name: [PASSWORD]\n  value: joe\n"),
        (
            "headers: {a: 'b c'}\npassword: hunter22\n",
            "headers: {a: *****}\npassword: ********\n",
        ),
        ('"pass\\x77ord": hunter22\n', '"pass\\x77ord": ********\n'),
        ('a: "AKI\\x41IOSFODNN7EXAMPLE"\n', 'a: "***********************"\n'),
        ('a: "some\\x20words"\npassword: hunter22\n', 'a: "some\\x20words"\npassword: ********\n'),
        ("# password: hunter22 and more\na: 1\n", "# password: ******** and more\na: 1\n"),
        ("# password: 'hunter22 and' more\na: 1\n", "# password: ************** more\na: 1\n"),
        ("a: password=hunter22;host=x\n", "a: password=********;host=x\n"),
        ("password: {x9k2z}\na: 1\n", "password: {*****}\na: 1\n"),
        ("password:\n- x9k2z: y\n", "password:\n- *****: *\n"),
        ("a: &p hunter22\nb: *p\nc: password=*p\n", "a: &p hunter22\nb: *p\nc: password=*p\n"),
    ],
)
def test_in_a_text_that_is_read(text: str, shown: str) -> None:
    assert secrecy(text).shown.text == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("password: *Sommer2026Kiel\n", "there is no anchor '&Sommer2026Kiel'"),
        ("dsn: *Sommer2026Kiel\n", "there is no anchor '&Sommer2026Kiel'"),
        ("password: !Sommer2026 Kiel9x\n", "the tag '!Sommer2026' is unknown"),
        ("password: !!Sommer2026 y\n", "the tag '!!Sommer2026' is unknown"),
        ("password: !h!Sommer2026 y\n", "the tag '!h!Sommer2026' is unknown"),
        ("password: &Sommer2026 x9k2zz\n", "the anchor 'Sommer2026' is not used"),
        ("password: &a *Sommer2026Kiel\n", "there is no anchor '&Sommer2026Kiel'"),
        ("password: {a: [*Sommer2026Kiel]}\n", "there is no anchor '&Sommer2026Kiel'"),
    ],
)
def test_what_yaml_takes_for_the_name_of_an_anchor_or_tag(text: str, words: str) -> None:
    found = secrecy(text)
    assert "Sommer2026" not in found.shown.text
    assert "Sommer2026" not in found.masked(words)


def test_what_three_readings_of_a_text_find_counts_once() -> None:
    text = "".join(f"password_{number}: null\n" for number in range(7_000)) + "# a\u200bb\n"
    assert secrecy(text).shown.text == text


@pytest.mark.parametrize("text", ["password: *shared\n", "password: !vault x\n"])
def test_names_of_anchors_and_tags_are_no_secrets(text: str) -> None:
    name = text.split()[1]
    assert name in secrecy(text).masked(f"there is no {name}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password: hunter22\n\n\nuser: y\n", "password: ********\n\n\nuser: y\n"),
        # Deeper lines belong to the value, be they keys or not, and with names of credentials.
        (
            "password: |\n  user: x\n  token: abc123\nuser: y\nsecret: hunter22\n",
            "password: *\n*********\n***************\nuser: y\nsecret: ********\n",
        ),
        ("password:\n  user: x\nuser: y\n", "password:\n  *******\nuser: y\n"),
        ("password:\n- a1b2c3\n- d4\nuser: y\n", "password:\n********\n****\nuser: y\n"),
        ("password: x1\n- a: c3\nuser: y\n", "password: **\n- a: c3\nuser: y\n"),
        ("password: 'one\n  two'\nuser: y\n", "password: ****\n******\nuser: y\n"),
        ("password: one1\ntwo2\nuser: y\n", "password: ****\n****\nuser: y\n"),
        (
            "x:\n  password: hunter22\n  more\n name: z\n",
            "x:\n  password: ********\n  ****\n name: z\n",
        ),
        # To the end of what is opened, whatever its lines look like.
        (
            "password: {a: hunter22,\nuser: hunter33}\nuser: y\n",
            "password: *************\n***************\nuser: y\n",
        ),
        (
            "password: 'one1\nuser: two2'\nuser: y\n",
            "password: *****\n***********\nuser: y\n",
        ),
        (
            'password: "one1\\"\nuser: two2"\nuser: y\n',
            "password: *******\n***********\nuser: y\n",
        ),
        ("password: [[a1],\nuser: y]\nx: z\n", "password: ******\n********\nx: z\n"),
        # What is not closed reaches no further than a value without quotes.
        ("password: 'a1\nuser: y\n", "password: ***\nuser: y\n"),
        ("password: [a1,\nuser: y\n", "password: ****\nuser: y\n"),
        ("a: &p hunter22\nuser: y\npassword: *p\n", "a: &p ********\nuser: y\npassword: *p\n"),
        (
            "a: &p\n  b: hunter22\n  c: hunter33\nuser: y\npassword: *p\ntoken: *p\n",
            "a: &p\n  ***********\n  ***********\nuser: y\npassword: *p\ntoken: *p\n",
        ),
        (
            "password: *p\nuser: y\na: &p hunter22\n",
            "password: *p\nuser: y\na: &p ********\n",
        ),
        ("password: !!str hunter22\nuser: x\n", "password: !!str ********\nuser: x\n"),
        ("password: &a !t hunter22\nuser: x\n", "password: &a !t ********\nuser: x\n"),
        ("password hunter22x\nuser: x\n", "password *********\nuser: x\n"),
        ('"pass\\x77ord": hunter22\nuser: x\n', '"pass\\x77ord": ********\nuser: x\n'),
    ],
)
def test_in_a_text_that_cannot_be_parsed(text: str, shown: str) -> None:
    assert secrecy(text + BROKEN).shown.text == shown + BROKEN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password: hunter22\nuser: y\n", "password: ********\nuser: y\n"),
        ("password: |\n  user: x\nuser: y\n", "password: |\n  *******\nuser: y\n"),
        ("password: 'a1\nuser: b2'\nuser: y\n", "password: ***\n*********\nuser: y\n"),
        ('password: "a1\\"\nuser: b2"\nuser: y\n', "password: *****\n*********\nuser: y\n"),
        ("password: [a1,\nuser: b2]\nuser: y\n", "password: ****\n*********\nuser: y\n"),
        (
            "password: {a: [b,\nuser: c}\nx: d]}\nuser: y\n",
            "password: *******\n********\n******\nuser: y\n",
        ),
        # What is not closed, twice.
        ("password: [a1\ntoken: [b2\nuser: y\n", "password: ***\ntoken: ***\nuser: y\n"),
        ("password: 'a1\nuser: y\n", "password: ***\nuser: y\n"),
        ("password: a1\n\n  b2\nuser: y\n", "password: **\n\n  **\nuser: y\n"),
    ],
)
def test_by_the_lines_alone(text: str, shown: str) -> None:
    assert Secrecy(SourceText(text), None, is_sound=False).shown.text == shown


@pytest.mark.parametrize(
    "text",
    [
        "password: null\nuser: x\n",
        "password: ~\nuser: x\n",
        "password: ''\nuser: x\n",
        "password: # none\nuser: x\n",
        "password: \"{{ env_var('PW') }}\"\nuser: x\n",
        "password: {{ env_var('PW') }}\nuser: x\n",
        "? user\n: joe\n",
        "- {name: USER, value: joe}\n",
    ],
)
def test_what_is_no_credential_is_shown_in_a_text_that_cannot_be_parsed(text: str) -> None:
    assert secrecy(text + BROKEN).shown.text == text + BROKEN


def test_a_key_of_the_long_form_hides_what_stands_below_it() -> None:
    shown = secrecy("? password\n: hunter22\nuser: joe\n" + BROKEN).shown.text
    assert "hunter22" not in shown
    assert "user: joe" in shown


@pytest.mark.parametrize(("length", "reaches"), [(50, True), (400, False)])
def test_a_bracket_that_is_closed_far_below_is_taken_for_one_that_is_not(
    length: int, reaches: bool
) -> None:
    below = "".join(f"user{number}: {'y' * length}\n" for number in range(20))
    source = SourceText(f"password: [a1,\n{below}]\nlast: z\n")
    shown = Secrecy(source, None, is_sound=False).shown.text
    assert ("user0" not in shown) is reaches
    assert ("user19" not in shown) is reaches
    assert shown.endswith("\nlast: z\n")


def test_a_bracket_reaches_over_so_many_lines() -> None:
    below = "".join(f"u{number}: y\n" for number in range(60))
    source = SourceText(f"password: [a1,\n{below}]\n")
    shown = Secrecy(source, None, is_sound=False).shown.text.splitlines()
    assert set(shown[40]) == {"*"}
    assert shown[41] == "u40: y"


def test_each_line_of_a_secret_keeps_its_break() -> None:
    text = "password: |\r\n  one\r\n  two\nuser: x\n"
    shown = secrecy(text).shown
    assert [len(line) for line in shown.text.splitlines()] == [
        len(line) for line in text.splitlines()
    ]
    assert shown.text.count("\r\n") == text.count("\r\n")
    assert "one" not in shown.text
    assert "two" not in shown.text
    assert shown.text.endswith("\nuser: x\n")


def test_a_text_without_secrets_is_shown_as_it_is() -> None:
    source = SourceText("name: orders\n", 7)
    plain = Secrecy(source, parse(source).root, is_sound=True)
    assert plain.shown is source
    secret = SourceText("password: hunter22\n", 7)
    assert Secrecy(secret, parse(secret).root, is_sound=True).shown.version == 7


def test_what_others_know_to_be_secret_is_hidden_too() -> None:
    found = secrecy("name: orders\n", known=(Span(6, 12),))
    assert found.shown.text == "name: ******\n"
    assert found.hides((11, 13))
    assert not found.hides((12, 13))
    assert found.masked("'orders' is no name") == "'********' is no name"


# Words about a file


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("orders", "orders"),
        ("password=hunter22 is wrong", "password=******** is wrong"),
        ("password: 'hunter22 x' is wrong", "password: ************ is wrong"),
        ("there is no space after 'password:', so", "there is no space after 'password:', so"),
        ("there is no space after 'password:'", "there is no space after 'password:'"),
        ("cannot be '--password hunter2'; so", "cannot be '--password *******'; so"),
        ("but is 'the password is hunter2';", "but is 'the password is *******';"),
        ("is 'password: Summer,2024!', so", "is 'password: ************', so"),
        ("is 'PWD={Summer2024!}', so", "is 'PWD=*************', so"),
        ("Password=abc12x;Initial Catalog=db", "Password=******;Initial Catalog=db"),
        ("Password=abc12x;User Id=bob", "Password=******;User Id=bob"),
        (f"password={'x9,k2' * 400} of it", f"password={'*' * 2000} of it"),
        ("is 'PWD={hunter2}', so", "is 'PWD=*********', so"),
        ("is 'PWD={placeholder}', so", "is 'PWD={placeholder}', so"),
        ("token: abc123, secret: def456", "token: ******, secret: ******"),
        ("see postgres://joe:hunter22@db/x", "see postgres://************@db/x"),
    ],
)
def test_words_are_judged_by_themselves_too(words: str, shown: str) -> None:
    hidden = list(words)
    for start, end in spans_in_line(words):
        hidden[start:end] = "*" * (end - start)
    assert "".join(hidden) == shown


@pytest.mark.parametrize(
    ("secret", "words", "shown"),
    [
        # Eight letters and digits in a row tell of it, wherever and however they are written.
        ("abcd1234", "x abcd1234 y", "x ******** y"),
        ("abcd1234", "xabcd1234y", "x********y"),
        ("abcd1234", "ABCD-1234", "********"),
        ("abcd1234", "abcd 123", "abcd 123"),
        ("abcd12345", "bcd12345 and abcd1234", "******** and ********"),
        # Shorter ones count as a word, and as one in quotes where they are letters alone.
        ("ab12", "x ab12 y, xab12, ab12y", "x ******** y, xab12, ab12y"),
        ("ab1", "x ab1 y", "x ab1 y"),
        ("gold", "the gold 'gold' `gold` \"gold\"", "the gold '********' `********` \"********\""),
        ("a.b-", "x a.b- y", "x ******** y"),
        ("abcd1234", "ß ABCD1234", "ß ********"),
        ("Straße-12", "'STRASSE 12'", "'********'"),
    ],
)
def test_words_that_repeat_a_secret(secret: str, words: str, shown: str) -> None:
    assert secrecy(f"password: '{secret}'\n").masked(words) == shown


def test_of_two_secrets_the_longer_one_is_looked_for_too() -> None:
    found = secrecy("password: ab-12\ntoken: ab-12-c\n")
    assert found.short == ("ab-12-c", "ab-12")
    assert found.masked("'ab-12-c' and 'ab-12'") == "'********' and '********'"


def test_a_secret_is_known_as_it_is_written_and_as_it_is_read() -> None:
    found = secrecy('password: "hunt\\x65r-two-22"\n')
    assert found.masked("'hunter-two-22' is wrong") == "'********' is wrong"
    assert found.masked("hunt\\x65r is wrong") != "hunt\\x65r is wrong"


def test_the_frame_of_a_secret_is_no_secret() -> None:
    text = "password: \"x{{ env_var('SHOP_PASSWORD', 'hunter2233') }}\"\n"
    found = secrecy(text)
    assert found.masked("reads {{ env_var('SHOP_PASSWORD') }}") == (
        "reads {{ env_var('SHOP_PASSWORD') }}"
    )
    assert found.masked("is 'hunter2233'") == "is '********'"


def test_secrets_of_all_files_are_hidden() -> None:
    one, other = secrecy("password: abcd1234\n"), secrecy("password: efgh5678\n")
    assert masked("abcd1234 efgh5678 ijkl9012", (one, other)) == "******** ******** ijkl9012"
    assert masked("abcd1234", (secrecy("name: abcd1234\n"),)) == "abcd1234"


def test_of_too_many_secrets_all_that_is_quoted_is_hidden() -> None:
    secret = "".join(f"{number:x} " for number in range(25_000))
    few = secrecy(f"password: '{secret[:99_900]}'\n")
    assert not few.is_flooded
    assert few.masked("'orders' is wrong") == "'orders' is wrong"
    many = secrecy(f"password: '{secret[:100_100]}'\n")
    assert many.is_flooded
    assert many.pieces == frozenset()
    assert many.masked("'orders' or `a` or \"b\" is wrong, and 'cut") == (
        "******** or ******** or ******** is wrong, and ********"
    )


# Spans


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ()),
        ([(3, 5), (1, 2)], ((1, 2), (3, 5))),
        ([(1, 3), (2, 5)], ((1, 5),)),
        ([(1, 3), (3, 5)], ((1, 5),)),
        ([(1, 9), (2, 3)], ((1, 9),)),
        ([(2, 2), (4, 5)], ((4, 5),)),
        ([(1, 3), (3, 3)], ((1, 3),)),
        ([(1, 9), (2, 3), (8, 11), (12, 13)], ((1, 11), (12, 13))),
    ],
)
def test_spans_are_joined(given: list[tuple[int, int]], expected: object) -> None:
    assert joined([Span(*each) for each in given]) == expected


SPANS = (Span(2, 4), Span(6, 9))


@pytest.mark.parametrize(
    ("start", "end", "shares", "lies"),
    [
        (0, 2, False, False),
        (1, 3, True, False),
        (2, 3, True, True),
        (2, 4, True, True),
        (3, 4, True, True),
        (3, 5, True, False),
        (4, 6, False, False),
        (3, 7, True, False),
        (5, 6, False, False),
        (5, 7, True, False),
        (6, 9, True, True),
        (7, 8, True, True),
        (8, 10, True, False),
        (9, 12, False, False),
        (0, 12, True, False),
        (3, 3, False, False),
        (7, 7, False, False),
    ],
)
def test_a_range_and_spans(start: int, end: int, shares: bool, lies: bool) -> None:
    assert overlaps(SPANS, start, end) is shares
    assert covers(SPANS, start, end) is lies
    assert not overlaps((), start, end)
    assert not covers((), start, end)
