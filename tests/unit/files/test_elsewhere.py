"""In a workspace that is not trusted nobody but the user chooses which computers are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import DEFAULT_FILES
from floe_lsp.compilation import analyze, sources
from floe_lsp.compilation.sources import Sources
from floe_lsp.files.elsewhere import is_elsewhere, leads_elsewhere, names_device
from floe_lsp.files.opening import RefusedFile
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.session import Session
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("security")

ELSEWHERE = [
    "\\\\host\\share\\manifest.yaml",
    "//host/share/manifest.yaml",
    "\\\\host/share/manifest.yaml",
    "/\\host\\share\\manifest.yaml",
    "\\\\?\\UNC\\host\\share\\manifest.yaml",
    "\\\\.\\pipe\\floe",
    "\\\\10.0.0.1@8080\\share\\manifest.yaml",
]
HERE = [
    "manifest.yaml",
    "../manifest.yaml",
    "/etc/manifest.yaml",
    "C:\\a\\b.yaml",
    "a\\\\b",
    "a//b",
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_path_to_another_computer(path: str) -> None:
    assert is_elsewhere(path)


@pytest.mark.parametrize("path", [*HERE, "\\\\?\\C:\\a.yaml", ""])
def test_a_path_of_this_computer(path: str) -> None:
    assert not is_elsewhere(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("con", True), ("CON.yaml", True), ("a/NUL", True), ("a\\com1.yaml", True),
        ("lpt9 .x", True),
        ("COM\u00b9", True), ("aux:stream", True), ("conin$", True), ("nul/a.yaml", True),
        ("console.yaml", False), ("com.yaml", False), ("com10.yaml", False), ("a.con", False),
        ("floe.yaml", False),
    ],
)  # fmt: skip
def test_the_name_of_a_device(path: str, expected: bool) -> None:
    assert names_device(path) is expected


def test_a_link_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "here").symlink_to("real")
    (tmp_path / "there").symlink_to("//host/share")
    assert not leads_elsewhere(tmp_path / "here" / "manifest.yaml")
    assert leads_elsewhere(tmp_path / "there")
    assert leads_elsewhere(tmp_path / "there" / "a" / "manifest.yaml")
    assert not leads_elsewhere(tmp_path / "a\0b")


def forbid_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever would ask the system for a path fail."""

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("the other computer was asked")

    for name in (
        "read",
        "read_bytes",
        "read_whole",
        "status_of",
        "is_file",
        "is_folder",
        "is_there",
    ):
        monkeypatch.setattr(sources, name, asked)


def test_without_trust_no_other_computer_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path("//host/share/manifest.yaml")
    files = Sources(trusted=False)
    forbid_looking(monkeypatch)
    with pytest.raises(RefusedFile, match="on another computer, and this workspace is not trusted"):
        files.document(path)
    assert not any(look(path) for look in (files.is_file, files.is_folder, files.exists))
    assert files.folder(path) == ((), (), ())
    assert (files.text(path), files.json(path), files.state(path)) == (None, None, None)
    files.open(path, SourceText("a: 1\n"))
    assert files.document(path).value == {"a": 1}, "what the editor has open is no secret to it"
    assert files.is_unsaved(path)


@pytest.mark.parametrize("path", ELSEWHERE)
@pytest.mark.parametrize("field", ["platform", "parent_manifest"])
def test_a_finding_says_so(field: str, path: str, tmp_path: Path) -> None:
    texts = dict(DEFAULT_FILES)
    if field == "platform":
        texts["floe.yaml"] += f"platform:\n  manifest: '{path}'\n"
    else:
        texts["manifest.yaml"] += f"scope: domain\nparent_manifest: '{path}'\n"
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    spec = tmp_path / "floe.yaml"
    (found,) = analyze(spec, sources=Sources(trusted=False)).diagnostics
    assert (found.code, found.message) == (
        "E206",
        "a manifest on another computer is not read in an untrusted workspace",
    )
    assert [each.code for each in analyze(spec).diagnostics] == ["E205"], (
        "with trust it is looked for"
    )


def test_a_manifest_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "floe.yaml").write_text(DEFAULT_FILES["floe.yaml"], encoding="utf-8")
    manifest = Path("//host/share/manifest.yaml")
    (found,) = analyze(tmp_path / "floe.yaml", manifest, sources=Sources(trusted=False)).diagnostics
    assert found.code == "E001"
    assert "it is on another computer" in found.message


@pytest.mark.parametrize("trusted", [True, False])
def test_the_session_says_whether_it_is_trusted(trusted: bool) -> None:
    assert Session(ClientFeatures(), trusted=trusted).files.sources.trusted is trusted
