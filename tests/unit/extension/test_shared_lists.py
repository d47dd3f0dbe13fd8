"""What the extension has to know before there is a server is what the server says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from floe_lsp.compilation.load.manifests import FoundBy
from floe_lsp.files.names import CONTRACT_NAMES, MANIFEST_NAME, SPEC_NAMES, TOOL_FOLDERS
from floe_lsp.lsp.handlers.requests import REQUESTS
from floe_lsp.lsp.state.convert import SOURCE
from floe_lsp.lsp.work.request_runner import DocumentRequest
from floe_lsp.schemas.versions import API_GROUP

Constant = Callable[[str, str], str]

_MANIFEST_NAMES = tuple(str(Path(MANIFEST_NAME).with_suffix(each)) for each in (".yaml", ".yml"))
"""One that a product names may have either suffix."""


@pytest.fixture
def package(repository: Path) -> dict[str, Any]:
    return json.loads((repository / "client-vscode" / "package.json").read_text("utf-8"))


@pytest.fixture
def constant(repository: Path) -> Constant:
    """Return the text of a constant of a file of the extension."""

    def read(file: str, name: str) -> str:
        source = (repository / "client-vscode" / "src" / file).read_text("utf-8")
        form = rf"^(?:export )?const {name}\b[^=]*=\s*(.*?);$"
        found = re.search(form, source, re.MULTILINE | re.DOTALL)
        assert found is not None, f"{file} has no {name}"
        return found[1]

    return read


def _texts(constant: str) -> list[str]:
    return re.findall(r"'([^']*)'", constant)


def _named_in(glob: str) -> list[str]:
    """The names between the braces of a glob."""
    return glob[glob.index("{") + 1 : glob.index("}")].split(",")


@pytest.mark.requirement("FR-005")
def test_the_files_of_products_are_called_alike(
    constant: Constant, package: dict[str, Any]
) -> None:
    assert _texts(constant("common/floeFiles.ts", "PRODUCT_NAMES")) == list(SPEC_NAMES)
    assert _texts(constant("common/floeFiles.ts", "CONTRACT_NAMES")) == list(CONTRACT_NAMES)
    (language,) = package["contributes"]["languages"]
    assert language["filenames"] == list(SPEC_NAMES)
    assert [language["id"]] == _texts(constant("common/floeFiles.ts", "LANGUAGE"))


@pytest.mark.requirement("FR-005")
def test_manifests_are_looked_for_by_their_name(constant: Constant) -> None:
    (glob,) = _texts(constant("common/floeFiles.ts", "MANIFEST_GLOB"))
    stem = glob[: glob.index("{")]
    found = tuple(stem + suffix for suffix in _named_in(glob))
    assert found == tuple(f"**/{name}" for name in _MANIFEST_NAMES)


@pytest.mark.requirement("FR-005")
def test_the_extension_starts_with_the_files_that_the_server_reads(package: dict[str, Any]) -> None:
    events = [each for each in package["activationEvents"] if each.startswith("workspaceContains:")]
    assert events == [f"workspaceContains:**/{name}" for name in (*SPEC_NAMES, *_MANIFEST_NAMES)]


@pytest.mark.requirement("FR-005")
def test_the_same_folders_are_left_out(constant: Constant) -> None:
    (glob,) = _texts(constant("common/floeFiles.ts", "IGNORED_GLOB"))
    plain = {name for name in _named_in(glob) if not name.startswith(".")}
    # The server knows an environment by its `pyvenv.cfg`, and leaves out all hidden folders.
    assert plain - {"venv"} == TOOL_FOLDERS


@pytest.mark.requirement("FR-005")
def test_a_file_of_ours_is_known_by_its_api_version(constant: Constant) -> None:
    pattern = constant("common/floeFiles.ts", "API_VERSION")
    known = re.compile(pattern.removeprefix("/").removesuffix("/m"), re.MULTILINE)
    assert known.search(f"# ours\napiVersion: {API_GROUP}v1\n")
    assert not known.search("apiVersion: apps/v1\n")


@pytest.mark.requirement("FR-005")
def test_what_has_to_be_answered_at_once_waits_for_no_analysis(constant: Constant) -> None:
    methods = {each.method: each for each in REQUESTS if isinstance(each, DocumentRequest)}
    prompt = _texts(constant("server/client.ts", "PROMPT"))
    assert prompt
    assert [name for name in prompt if name not in methods or methods[name].fresh] == []


@pytest.mark.requirement("FR-005")
def test_our_diagnostics_are_known_by_their_source(constant: Constant) -> None:
    assert _texts(constant("commands/codes.ts", "SOURCE")) == [SOURCE]


@pytest.mark.requirement("FR-005")
def test_there_are_words_for_every_way_to_find_a_manifest(constant: Constant) -> None:
    pairs = _texts(constant("views/productStatus.ts", "FOUND_BY"))
    assert pairs[::2] == [each.value for each in FoundBy]


@pytest.mark.requirement("docs/settings.md")
def test_what_an_untrusted_workspace_may_not_set_is_left_out_twice(
    constant: Constant, package: dict[str, Any]
) -> None:
    restricted = package["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    names = _texts(constant("common/trust.ts", "RESTRICTED"))
    assert [f"floe.{name}" for name in names] == restricted
