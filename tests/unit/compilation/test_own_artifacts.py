"""Which files floe may write over: those that it has written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from floe_lsp.compilation.generate.ownership import (
    PROFILES_HEADER,
    is_artifact,
    is_artifact_at,
    is_profile,
    is_written_by_others,
)

pytestmark = pytest.mark.requirement("robustness")

METADATA = {"compiled_at": "2024", "floe_version": "1", "source_hash": "x"}
ARTIFACT = {"version": "0.2.0", "metadata": METADATA, "mode": "simple"}
AS_JSON = json.dumps(ARTIFACT).encode()
AS_YAML = (
    b"metadata:\n  compiled_at: '2024'\n  floe_version: '1'\n  product_name: x\n"
    b"mode: simple\nplugins:\n- a\nversion: 0.2.0\n"
)
AS_CONFIGMAP = (
    b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  values.yaml: |\n"
    + b"".join(b"    " + line + b"\n" for line in AS_YAML.splitlines())
)


def without(name: str, *of: str) -> bytes:
    """Return an artifact without a key of its metadata or of its own."""
    metadata = {key: value for key, value in METADATA.items() if key != name}
    rest = {key: value for key, value in ARTIFACT.items() if key != name and key not in of}
    return json.dumps({**rest, "metadata": metadata} if name != "metadata" else rest).encode()


@pytest.mark.parametrize(
    "content",
    [
        AS_JSON,
        b"\xef\xbb\xbf" + AS_JSON,
        b"\n  " + AS_JSON,
        json.dumps({**ARTIFACT, "more": [1]}, indent=2).encode(),
        AS_JSON.replace(b"source_hash", b"product_name"),
        AS_YAML,
        b"---\n" + AS_YAML,
        AS_YAML.replace(b"\n", b"\r\n"),
        AS_YAML.replace(b"mode:", b"'mode':"),
        AS_CONFIGMAP,
        AS_CONFIGMAP.replace(b"\n", b"\r\n"),
        AS_CONFIGMAP.replace(b"    mode", b"\n    mode"),
    ],
)
def test_what_floe_wrote(content: bytes) -> None:
    assert is_artifact(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\xff" + AS_JSON,
        *(without(name) for name in (*METADATA, "version", "metadata", "mode")),
        json.dumps({**ARTIFACT, "metadata": [*METADATA]}).encode(),
        json.dumps({"deeper": ARTIFACT}).encode(),
        json.dumps([ARTIFACT]).encode(),
        b"- a\n",
        b"words\n",
        AS_YAML + b"words\n",
        b"# " + AS_YAML.replace(b"\n", b"\n# "),
        b"a: |\n  " + AS_YAML.replace(b"\n", b"\n  "),
        *(
            AS_YAML.replace(key, b"x_" + key)
            for key in (b"compiled_at", b"floe_version", b"product_name", b"mode", b"version: 0")
        ),
        AS_YAML.replace(b"metadata:\n", b"metadata: {}\n"),
        AS_YAML.replace(b"  compiled_at", b"    compiled_at"),
        AS_YAML.replace(b"  floe_version", b"other:\n  floe_version"),
        AS_CONFIGMAP.replace(b"ConfigMap", b"Secret"),
        AS_CONFIGMAP.replace(b"kind: ConfigMap\n", b""),
        AS_CONFIGMAP.replace(b"data:\n", b"binaryData:\n"),
        AS_CONFIGMAP.replace(b"data:\n", b"data:\n  other: x\n"),
        AS_CONFIGMAP.replace(b"values.yaml: |", b"values.yml: |"),
        AS_CONFIGMAP.replace(b"apiVersion: v1\n", b"apiVersion: v1\nwords\n"),
        AS_CONFIGMAP + b"more: x\n",
        AS_CONFIGMAP + b"  other.yaml: x\n",
        AS_CONFIGMAP.replace(b"    mode: simple\n", b""),
    ],
)
def test_what_somebody_else_wrote(content: bytes) -> None:
    assert not is_artifact(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PROFILES_HEADER.encode() + b"shop: {}\n", True),
        (PROFILES_HEADER.encode().replace(b"\n", b"\r\n") + b"shop: {}\r\n", True),
        (PROFILES_HEADER.encode(), True),
        (PROFILES_HEADER.encode()[:-1], False),
        (b"\n" + PROFILES_HEADER.encode(), False),
        (b"shop: {}\n" + PROFILES_HEADER.encode(), False),
        (b"", False),
    ],
)
def test_a_profile_begins_with_a_line_of_ours(content: bytes, expected: bool) -> None:
    assert is_profile(content) is expected


def test_an_artifact_at_a_path(tmp_path: Path) -> None:
    ours, link = tmp_path / "ours.json", tmp_path / "link.json"
    ours.write_bytes(AS_JSON)
    link.symlink_to(ours)
    (tmp_path / "theirs.json").write_bytes(b"{}")
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert is_artifact_at(ours)
    for name in ("link.json", "theirs.json", "empty.json", "folder", "pipe", "missing.json"):
        assert not is_artifact_at(tmp_path / name)


def test_a_file_is_somebody_elses_unless_it_is_empty_or_ours(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert not is_written_by_others(path, is_artifact)
    for content, expected in ((b"", False), (AS_JSON, False), (b"{}", True), (b" ", True)):
        path.write_bytes(content)
        assert is_written_by_others(path, is_artifact) is expected
    path.unlink()
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        is_written_by_others(path, is_artifact)
