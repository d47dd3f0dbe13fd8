"""Which addresses only this machine can reach, so that any other one is warned of."""

from __future__ import annotations

import argparse

import pytest

from floe_lsp.cli import serve
from floe_lsp.lsp.wire.access import is_loopback

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
    ("host", "told"), [("127.1.2.3", None), ("", "--host ''"), ("::", "--host ::")]
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
