"""Malformed files give one clear error with path and reason."""

import json
from pathlib import Path

import pytest

from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.reading import ArtifactError

from .contract_examples import artifact

pytestmark = pytest.mark.requirement("FR-004")


def refusal(path: Path, content: bytes) -> str:
    _ = path.write_bytes(content)
    read = CompiledArtifacts.from_json_file
    if path.suffix != ".json":
        read = CompiledArtifacts.from_yaml_file
    with pytest.raises(ArtifactError) as caught:
        _ = read(path)
    error = caught.value
    assert error.path == path
    assert str(error) == f"{path}: {error.reason}"
    assert "\n" not in error.reason
    return error.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not valid JSON: Expecting value at line 1, column 1"),
        (b"{", "not valid JSON: Expecting property name"),
        (b'{"version": "0.2.0"\n}}', "Extra data at line 2, column 2"),
        (b"\xff\xfe", "not UTF-8 text: byte 0 is wrong"),
        (b"[]", "not an artifact: the file holds a list, not a mapping"),
        (b"null", "not an artifact: the file holds nothing"),
        (b'{"a": 1, "a": 2}', "the key 'a' is given twice"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "not valid JSON: "),
        (b"{}", "not a valid artifact: metadata is missing; and 2 more"),
        (b'{"version": 2}', "not a valid artifact: version"),
    ],
)
def test_malformed_json(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in refusal(tmp_path / "a.json", content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not an artifact: the file holds nothing"),
        (b"a: [", "not valid YAML: "),
        (b"a:\n\t- b", "at line 2, column 1"),
        (b"a: &x [1]\nb: *x", "aliases are not used in artifacts"),
        (b"[" * 100_000, "nested too deeply"),
        (b"- " * 50_000, "nested too deeply"),
        (b"a: 2026-99-99", "not valid"),
        (b"a: 1\na: 2", "not valid YAML: "),
        (b"a: !thing 1", "not valid YAML: "),
        (b"text", "not an artifact: the file holds a str"),
        (b"a: 1\n---\nb: 2", "not valid YAML: "),
    ],
)
def test_malformed_yaml(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in refusal(tmp_path / "a.yaml", content)


def test_the_first_error_is_named_and_all_are_kept(tmp_path: Path) -> None:
    data = artifact(mode="odd", colour="red")
    path = tmp_path / "a.json"
    _ = path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ArtifactError) as caught:
        _ = CompiledArtifacts.from_json_file(path)
    assert {error.loc for error in caught.value.errors} == {("mode",), ("colour",)}
    assert "; and 1 more" in caught.value.reason


def test_an_unknown_field_of_this_contract_is_an_error() -> None:
    with pytest.raises(ArtifactError, match=r"colour is not a field of contract 0\.2\.0"):
        _ = CompiledArtifacts.from_data(artifact(colour="red"))


def test_a_missing_file_says_so_in_the_words_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        _ = CompiledArtifacts.from_json_file(tmp_path / "none.json")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    _ = path.write_text(json.dumps(artifact()), encoding="utf-8-sig")
    assert CompiledArtifacts.from_json_file(path).version == "0.2.0"
