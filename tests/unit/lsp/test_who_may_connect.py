"""Which addresses only this machine can reach, so that any other one is warned of."""

from __future__ import annotations

import argparse
import json

import pytest

from floe_lsp.cli import serve
from floe_lsp.lsp.wire.access import Access, is_loopback, origin

pytestmark = pytest.mark.requirement("security")

HERE = ("localhost", "LocalHost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "0:0:0:0:0:0:0:1")
EVERYWHERE = (
    "",
    "0.0.0.0",  # noqa: S104 - an address to be told of
    "::",
    "[::]",
    "0",
    "10.0.0.7",
    "::ffff:10.0.0.7",
    "db.internal",
    "localhost.example.com",
    "127.0.0.1.example.com",
)


@pytest.mark.parametrize("host", HERE)
def test_here(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", EVERYWHERE)
def test_everywhere(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("way", ["--tcp", "--ws"])
@pytest.mark.parametrize(
    ("host", "told"), [("127.1.2.3", None), ("", "--host ''"), ("::", "--host '::'")]
)
def test_what_other_machines_reach_is_warned_of(
    way: str,
    host: str,
    told: str | None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("floe_lsp.lsp.main.serve", _serves)
    monkeypatch.setattr(serve, "_leave", int)
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    assert serve.run(parser.parse_args([way, f"--host={host}", "--port=0"])) == 0
    warned = capsys.readouterr().err
    assert ("lets other machines connect" in warned) == (told is not None)
    assert (told or "") in warned


def _serves(_connect: object, *, level: str) -> int:
    assert level
    return 0


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://localhost:3000/", "http://localhost:3000"),
        ("HTTP://LOCALHOST:3000", "http://localhost:3000"),
        ("https://Example.com:443", "https://example.com"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://example.com:80", "https://example.com:80"),
        ("vscode-file://vscode-app", "vscode-file://vscode-app"),
        *((each, None) for each in ("localhost:3000", "*", "null", "nonsense", "", "http://")),
        *((each, None) for each in ("http://a/b", "http://a?b", "http://u@a", "https://*.a.com")),
    ],
)
def test_a_page_is_named_as_a_browser_names_it(given: str, named: str | None) -> None:
    assert origin(given) == named


@pytest.mark.parametrize(
    "host",
    ["[::1", "[x]", "", "evil.example@127.0.0.1", "127.0.0.1/x", "127.0.0.1:999999999", "a b"],
)
def test_a_host_that_is_none_is_refused(host: str) -> None:
    access = Access("127.0.0.1", "t" * 16)
    refused = access.refusal_of_page((), (host,)) or ""
    assert refused == f"this host is not served: '{host}'; use 127.0.0.1 or localhost"


@pytest.mark.parametrize("path", ["//[?token=wrong", "//[", "?", "", "/?token=%ff"])
def test_a_path_that_is_none_brings_no_token(path: str) -> None:
    access = Access("127.0.0.1", "t" * 16)
    assert not access.admits(path, ())
    assert access.admits(f"{path.partition('?')[0]}?token={'t' * 16}", ())


@pytest.mark.parametrize(
    ("options", "token", "reason"),
    [
        (["--tcp", "--allow-origin", "http://localhost"], "", "--allow-origin needs --ws"),
        (["--port", "5"], "", "--port needs --tcp or --ws"),
        (["--stdio", "--host", "::1"], "", "--host needs --tcp or --ws"),
        (
            ["--ws", "--allow-origin", "*"],
            "",
            "--allow-origin '*' is not the address of a page; it is written like http://localhost:3000",
        ),
        (["--tcp"], " " * 16, "FLOE_LSP_TOKEN contains only spaces"),
        (["--ws"], "x" * 16 + "\n", "FLOE_LSP_TOKEN begins or ends with a space"),
        (["--ws"], "x" * 16 + "\udcff", "FLOE_LSP_TOKEN is not UTF-8"),
    ],
)
def test_what_could_do_nothing_is_wrong_usage(
    options: list[str],
    token: str,
    reason: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("floe_lsp.lsp.main.serve", _serves)
    monkeypatch.setenv("FLOE_LSP_TOKEN", token)
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    assert serve.run(parser.parse_args(options)) == 2
    assert capsys.readouterr().err.startswith(f"floe-lsp: {reason}")


TOKEN = "t" * 16


@pytest.mark.parametrize(
    ("path", "authorization", "admitted"),
    [
        ("/", (), False),
        (f"/?token={TOKEN}", (), True),
        (f"/a/b?x=1&token={TOKEN}&y=2", (), True),
        (f"/?token=wrong&token={TOKEN}", (), True),
        (f"/?token={TOKEN}#part", (), True),
        (f"/#?token={TOKEN}", (), False),
        (f"/?a?token={TOKEN}", (), False),
        (f"/{TOKEN}", (), False),
        (f"/?{TOKEN}", (), False),
        (f"/?name={TOKEN}", (), False),
        (f"/?token={TOKEN}x", (), False),
        (f"/?token={TOKEN[1:]}", (), False),
        ("/?token=", (), False),
        (f"/?token=%74{TOKEN[1:]}", (), True),
        ("/", (f"Bearer {TOKEN}",), True),
        ("/", (f"BEARER  {TOKEN} ",), True),
        ("/", ("Bearer wrong", f"Bearer {TOKEN}"), True),
        ("/", ("Bearer wrong",), False),
        ("/", (TOKEN,), False),
        ("/", (f"Digest {TOKEN}",), False),
        ("/", (f"Bearer{TOKEN}",), False),
        ("/", (f"Bearers {TOKEN}",), False),
        ("/", ("Bearer ",), False),
    ],
)
def test_a_request_brings_the_token_in_its_address_or_in_a_header(
    path: str, authorization: tuple[str, ...], admitted: bool
) -> None:
    assert Access("127.0.0.1", TOKEN).admits(path, authorization) is admitted


PAGE = "http://localhost:3000"


@pytest.mark.parametrize(
    ("host", "origins", "hosts", "reason"),
    [
        ("127.0.0.1", (), ("127.0.0.1",), None),
        ("127.0.0.1", (), ("127.0.0.1:1",), None),
        ("127.0.0.1", (), ("localhost:2087",), None),
        ("127.0.0.1", (), ("[::1]:2087",), None),
        ("127.0.0.1", (PAGE,), ("localhost",), None),
        ("127.0.0.1", (PAGE, PAGE), ("localhost",), None),
        ("127.0.0.1", (), (), "host"),
        ("127.0.0.1", (), ("localhost", "localhost"), "host"),
        ("127.0.0.1", (), ("localhost:0",), "host"),
        ("127.0.0.1", (), ("me@localhost",), "host"),
        ("127.0.0.1", (), ("localhost/",), "host"),
        ("127.0.0.1", (), ("evil.example",), "host"),
        ("127.0.0.1", ("http://localhost:3001",), ("localhost",), "origin"),
        ("127.0.0.1", ("null",), ("localhost",), "origin"),
        ("127.0.0.1", (PAGE, "null"), ("localhost",), "origin"),
        ("127.0.0.1", ("http://evil.example", PAGE), ("localhost",), "origin"),
        # Which name other machines know this one by is not known here.
        ("0.0.0.0", (), ("server.example",), None),  # noqa: S104 - nothing is listened on
        ("0.0.0.0", (), (), None),  # noqa: S104
        ("0.0.0.0", ("http://evil.example",), ("server.example",), "origin"),  # noqa: S104
    ],
)
def test_which_pages_may_open_a_websocket(
    host: str, origins: tuple[str, ...], hosts: tuple[str, ...], reason: str | None
) -> None:
    access = Access(host, TOKEN, frozenset({PAGE, "null"}))
    wrong = ", ".join(each for each in origins if each != PAGE)
    said = {
        None: None,
        "origin": f"this origin may not connect: '{wrong}'; --allow-origin allows one",
        "host": f"this host is not served: '{', '.join(hosts)}'; use 127.0.0.1 or localhost",
    }
    assert access.refusal_of_page(origins, hosts) == said[reason]


@pytest.mark.parametrize(
    ("given", "known"),
    [
        (TOKEN, True),
        (TOKEN[1:], False),
        (TOKEN + "t", False),
        ("", False),
        (None, False),
        (7, False),
        ([TOKEN], False),
        ("\ud800", False),
        (TOKEN.encode(), False),
    ],
)
def test_only_the_token_is_known(given: object, known: bool) -> None:
    assert Access("127.0.0.1", TOKEN).knows(given) is known


def test_a_token_that_is_no_text_lets_nobody_in_by_a_mark() -> None:
    assert not Access("127.0.0.1", "\ud800\ud800").knows("wrong")


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"method": "initialize"}',
        b'{"method": "initialize", "params": []}',
        b'{"method": "initialize", "params": {"initializationOptions": "tttttttttttttttt"}}',
        b'{"method": "initialize", "params": {"initializationOptions": {}}}',
        b'{"method": "initialize", "params": {"initializationOptions": {"token": "x"}}}',
        b'{"method": "initialize", "params": {"token": "tttttttttttttttt"}}',
        b'{"method": "initialize", "initializationOptions": {"token": "tttttttttttttttt"}}',
        b'{"method": "exit", "params": {"initializationOptions": {"token": "tttttttttttttttt"}}}',
        b'{"params": {"initializationOptions": {"token": "tttttttttttttttt"}}}',
    ],
)
def test_a_first_message_that_lets_nobody_in(message: bytes) -> None:
    assert Access("127.0.0.1", TOKEN).admitted(message) is None


def test_the_token_goes_no_further() -> None:
    options = {"token": TOKEN, "theme": "dark"}
    given = {"id": 1, "method": "initialize", "params": {"a": 1, "initializationOptions": options}}
    passed = Access("127.0.0.1", TOKEN).admitted(json.dumps(given).encode())
    assert passed is not None
    params = {"a": 1, "initializationOptions": {"theme": "dark"}}
    assert json.loads(passed) == {"id": 1, "method": "initialize", "params": params}
