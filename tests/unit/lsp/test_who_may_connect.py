"""Which addresses only this machine can reach, so that any other one is warned of."""

from __future__ import annotations

import argparse

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
    assert access.refusal_of_page((), (host,)) == "this host is not served"


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
            "--allow-origin '*' is the address of no page; it is written like http://localhost:3000",
        ),
        (["--tcp"], " " * 16, "FLOE_LSP_TOKEN has nothing but blanks"),
        (["--ws"], "x" * 16 + "\n", "FLOE_LSP_TOKEN begins or ends with a blank"),
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
