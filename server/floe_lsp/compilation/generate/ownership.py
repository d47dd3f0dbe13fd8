"""Tells what floe wrote from the user's own: an artifact by structure, a profile by its first line.

What earlier versions wrote counts, and so does an artifact of a released floe, whose keys are
sorted in YAML. An empty file is nobody's: ``mktemp`` makes one, and nothing is lost with it.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from floe_lsp.files.reading import read_bytes
from floe_lsp.files.targets import refuse_target
from floe_lsp.schemas.types.raw import is_mapping

PROFILES_HEADER = "# Written by floe compile; change the manifest and not this file.\n"

CONTRACT_HEADER = (
    "# Written by floe compile; change floe.yaml or datacontract.yaml and not this file.\n"
)

_MOST = 16_000_000
"""Bytes that are read to tell; an artifact of ours is smaller."""

_OF_AN_ARTIFACT = frozenset({"version", "metadata", "mode"})
_OF_ITS_METADATA = frozenset({"compiled_at", "floe_version"})
_OF_ONE_VERSION = frozenset({"source_hash", "product_name"})
"""One of these stands in the metadata of every version."""

_OF_A_CONFIGMAP = ["apiVersion", "data", "kind", "metadata"]
_VALUES = "\n  values.yaml: |"
_KEY = re.compile(r"[\"']?(?P<key>[A-Za-z_]+)[\"']?[ ]*:(?:[ ]|$)", re.ASCII)


def is_written_by_others(path: Path, is_ours: Callable[[bytes], bool]) -> bool:
    """Whether a file stands at a path that floe did not write.

    Raises:
        OSError: It is there and cannot be read.
    """
    try:
        content = read_bytes(path, _MOST)
    except FileNotFoundError:
        return False
    return bool(content) and not is_ours(content)


def is_ours_at(path: Path, is_ours: Callable[[bytes], bool]) -> bool:
    """Whether what an earlier compilation wrote stands at a path."""
    try:
        return refuse_target(path) is not None and is_ours(read_bytes(path, _MOST))
    except OSError:
        return False


def is_artifact_at(path: Path) -> bool:
    """Whether an artifact of an earlier compilation stands at a path."""
    return is_ours_at(path, is_artifact)


def is_profile(content: bytes) -> bool:
    """Whether a content begins as the dbt profile that a compilation writes."""
    return _begins_with(content, PROFILES_HEADER)


def is_orchestration(content: bytes) -> bool:
    """Whether a content is what a compilation writes beside an artifact of floe-core."""
    try:
        data: object = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    metadata = data.get("metadata") if is_mapping(data) else None
    return (
        is_mapping(data)
        and is_mapping(metadata)
        and "version" in data
        and not {"mode", "identity"} & data.keys()
        and {*_OF_ITS_METADATA, "generated_by"} <= metadata.keys()
    )


def is_contract(content: bytes) -> bool:
    """Whether a content begins as the data contract of a port that a compilation writes."""
    return _begins_with(content, CONTRACT_HEADER)


def _begins_with(content: bytes, header: str) -> bool:
    return content.replace(b"\r\n", b"\n", 1).startswith(header.encode())


def is_artifact(content: bytes) -> bool:
    """Whether a content is an artifact as a whole: JSON, YAML or a ConfigMap.

    The words of one in a comment, in a text or deeper in the data do not make it one.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return False
    if text.lstrip().startswith("{"):
        return _is_json_artifact(text)
    if text.startswith("apiVersion:"):
        return _is_configmap(text)
    return _is_yaml_artifact(text)


def _is_json_artifact(text: str) -> bool:
    try:
        data: object = json.loads(text)
    except (ValueError, RecursionError):
        return False
    metadata = data.get("metadata") if is_mapping(data) else None
    return is_mapping(data) and is_mapping(metadata) and _are_of_an_artifact(data, metadata)


def _is_configmap(text: str) -> bool:
    head, mark, values = text.partition(_VALUES)
    if not mark or not _are_keys(head) or sorted(_keys(head, 0)) != _OF_A_CONFIGMAP:
        return False
    if "\nkind: ConfigMap\n" not in head or not head.endswith("\ndata:"):
        return False
    lines = values.split("\n")[1:]
    if any(line.strip() and not line.startswith("    ") for line in lines):
        return False
    return _is_yaml_artifact("\n".join(line[4:] for line in lines))


def _is_yaml_artifact(text: str) -> bool:
    text = text.removeprefix("---\n")
    if not _are_keys(text):
        return False
    _, mark, after = f"\n{text}".partition("\nmetadata:\n")
    metadata = itertools.takewhile(lambda line: line.startswith(" "), after.split("\n"))
    found = _keys("\n".join(metadata), 2)
    return bool(mark) and _are_of_an_artifact(_keys(text, 0), found)


def _are_of_an_artifact(root: Collection[object], metadata: Collection[object]) -> bool:
    return (
        all(key in root for key in _OF_AN_ARTIFACT)
        and all(key in metadata for key in _OF_ITS_METADATA)
        and any(key in metadata for key in _OF_ONE_VERSION)
    )


def _are_keys(text: str) -> bool:
    """Whether each line at the margin is a key, or an item of the list below one."""
    return all(_KEY.match(line) or line.startswith("- ") for line in _lines(text, 0))


def _keys(text: str, indent: int) -> list[str]:
    found = (_KEY.match(line, indent) for line in _lines(text, indent))
    return [match["key"] for match in found if match is not None]


def _lines(text: str, indent: int) -> Iterator[str]:
    """Yield the lines that begin at a column."""
    for line in text.split("\n"):
        if line.strip() and len(line) - len(line.lstrip(" ")) == indent:
            yield line
