"""The server out of the packaged extension, where nothing is installed and there is no network."""

# As for the tests under tests/:

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

SPEC = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: shop
  version: 1.0.0
  owner: shop@example.com
platform:
  manifest: manifest.yaml
transforms:
  - name: orders
  - name: revenue
    dependsOn: [order]
schedule:
  cron: "0 25 * * *"
  timezone: Europe/Berlim
"""

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: house
  version: 1.0.0
  owner: platform@example.com
plugins:
  compute:
    type: duckdb
"""

NO_SOCKETS = """\
import runpy, socket, sys
def refuse(*_, **__):
    raise OSError("there is no network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Takes the network away where the system does not allow a namespace without one."""


def without_network(python: Path, entry: Path) -> list[str]:
    """Return the words that start the server with no way to the network."""
    try:
        subprocess.run(["unshare", "--net", "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return [str(python), "-I", "-c", NO_SOCKETS, str(entry)]
    return ["unshare", "--net", str(python), "-I", str(entry)]


class Client:
    """Speaks to a server over its streams (LSP 3.17, base protocol)."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._write: IO[bytes] = process.stdin
        self._read: IO[bytes] = process.stdout

    def send(self, **message: Any) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._write.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
        self._write.flush()

    def messages(self) -> Iterator[dict[str, Any]]:
        while header := self._read.readline():
            length = int(header.split(b":")[1])
            while self._read.readline().strip():
                pass
            yield json.loads(self._read.read(length))


@pytest.mark.requirement("FR-005")
def test_a_bare_python_without_network_gives_diagnostics(
    server: Path, bare_python: Path, tmp_path: Path
) -> None:
    product = tmp_path / "shop"
    product.mkdir()
    (product / "floe.yaml").write_text(SPEC)
    (product / "manifest.yaml").write_text(MANIFEST)
    # Neither the working folder nor PYTHONPATH may be imported from.
    for name in ("yaml.py", "pydantic.py", "json.py", "floe_lsp.py"):
        (product / name).write_text("raise SystemExit('imported from the workspace')\n")
    command = [*without_network(bare_python, server / "entry.py"), "--stdio"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(product), "HOME": str(tmp_path)}
    uri = (product / "floe.yaml").as_uri()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=product, env=environment
    ) as process:
        client = Client(process)
        client.send(
            id=1, method="initialize",
            params={"processId": os.getpid(), "rootUri": product.as_uri(), "capabilities": {}},
        )  # fmt: skip
        client.send(method="initialized", params={})
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": SPEC}
        client.send(method="textDocument/didOpen", params={"textDocument": document})
        published = next(
            message["params"]["diagnostics"]
            for message in client.messages()
            if message.get("method") == "textDocument/publishDiagnostics"
            and message["params"]["uri"] == uri
        )
        client.send(id=2, method="shutdown")
        client.send(method="exit")
        assert process.wait(timeout=30) == 0
    found = {(one["code"], one["range"]["start"]["line"]) for one in published}
    assert ("E110", SPEC.splitlines().index("    dependsOn: [order]")) in found
    # The cron rule, the time zones and the near miss each need a library of their own.
    assert {line for _, line in found} >= {13, 14}, published
    assert "orders" in json.dumps(published)


@pytest.mark.requirement("FR-005")
def test_every_library_that_the_server_can_import_is_there(server: Path, bare_python: Path) -> None:
    script = f"""
import runpy, sys
entry = runpy.run_path({str(server / "entry.py")!r}, run_name="entry")
sys.argv = ["entry.py", "--version"]
try:
    entry["main"]()
except SystemExit:
    pass
import _ruamel_yaml, rapidfuzz.distance.metrics_cpp, rapidfuzz.process_cpp, regex, structlog
import rich.console, rich.progress, cron_descriptor, cronsim, sarif_pydantic, tzdata, zoneinfo
import floe_lsp.lsp.main, floe_lsp.reporting.console, floe_lsp.compilation
outside = [
    module.__file__ for name, module in sys.modules.items()
    if name != "__main__" and getattr(module, "__file__", None)
    and "site-packages" in module.__file__
]
assert not outside, outside
print("complete")
"""
    answer = subprocess.run(
        [bare_python, "-I", "-c", script], capture_output=True, text=True, check=False
    )
    assert answer.stdout.endswith("complete\n"), answer.stdout + answer.stderr


@pytest.mark.requirement("FR-005")
def test_a_python_without_libraries_is_told(server: Path, tmp_path: Path) -> None:
    short = tmp_path / "server"
    shutil.copytree(server, short, ignore=shutil.ignore_patterns("common"))
    version = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    shutil.rmtree(short / "libs" / version)
    answer = subprocess.run(
        [sys.executable, "-I", short / "entry.py", "--stdio"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 3
    assert answer.stdout == ""
    assert "the server in the extension needs CPython 3.10 to 3.1" in answer.stderr
    assert sys.executable in answer.stderr
