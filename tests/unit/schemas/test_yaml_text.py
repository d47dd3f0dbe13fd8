"""YAML output is the same data as the JSON, for readers of YAML 1.2 and 1.1."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from floe_lsp.schemas.artifact.text import configmap_text, json_text
from floe_lsp.schemas.artifact.yaml_text import yaml_text

pytestmark = pytest.mark.requirement("FR-011")


def read(text: str, *, pure: bool = False, version: tuple[int, int] | None = None) -> object:
    yaml: Any = YAML(typ="safe", pure=pure)
    if version is not None:
        yaml.version = version
    return yaml.load(io.StringIO(text))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["yes", "NO", "On", "y", "null", "~", "1.0", "0x1F", "1e3", "2026-01-14", "12:30:45", "=", "<<",
     "- a", "a: b", "a #b", "#a", "{{ x }}", "*a", "&a", "!a", "%a", "@a", "`a", "|", ">", "'a'",
     " a", "a ", "a\nb", "\u2028", "\ufeff", "\x00", "\x7f", "\x85", "😀", "", "a" * 2000, "---",
     "...", "0o17", "017", ".inf", ".NaN", "1_000", "true", "False", "None", "a:", "?", "? a", "-"]
)  # fmt: skip
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
MAPPINGS = st.dictionaries(TEXTS, PLAIN, max_size=5)


@settings(max_examples=200)
@given(data=MAPPINGS)
def test_yaml_holds_the_same_data_as_json(data: dict[str, object]) -> None:
    text = yaml_text(data)
    same = json.loads(json_text(data))
    assert same == data
    assert read(text, pure=True) == data
    assert read(text) == data
    assert list(read(text) or {}) == list(data)  # type: ignore[call-overload]
    assert text.endswith("\n")


@settings(max_examples=100)
@given(data=st.dictionaries(TEXTS, TEXTS | st.floats(allow_nan=False, allow_infinity=False)))
def test_yaml_1_1_reads_the_same(data: dict[str, object]) -> None:
    assert read(yaml_text(data), pure=True, version=(1, 1)) == data


@settings(max_examples=60)
@given(data=MAPPINGS)
def test_a_configmap_holds_the_same_data(data: dict[str, object]) -> None:
    outer: Any = read(configmap_text(data, "values", "data-team"))
    assert outer["kind"] == "ConfigMap"
    assert outer["metadata"] == {"name": "values", "namespace": "data-team"}
    assert read(outer["data"]["values.yaml"]) == data


def test_it_reads_well() -> None:
    data: dict[str, Any] = {
        "name": "orders",
        "version": "1.0.0",
        "owner": "data team",
        "answer": "yes",
        "models": [{"name": "a", "tags": ["red", "blue"], "none": []}, {"name": "b"}],
        "matrix": [[1, 2], [3]],
        "empty": {},
        "null": None,
        "rate": 1e16,
        "ok": True,
        "note": 'a "b"\n\\c',
    }
    assert yaml_text(data) == (
        "name: orders\n"
        'version: "1.0.0"\n'
        "owner: data team\n"
        'answer: "yes"\n'
        "models:\n"
        "  - name: a\n"
        "    tags:\n"
        "      - red\n"
        "      - blue\n"
        "    none: []\n"
        "  - name: b\n"
        "matrix:\n"
        "  - - 1\n"
        "    - 2\n"
        "  - - 3\n"
        "empty: {}\n"
        '"null": null\n'
        "rate: 1.0e+16\n"
        "ok: true\n"
        'note: "a \\"b\\"\\n\\\\c"\n'
    )


@pytest.mark.parametrize("name", ["", "A", "a_b", "-a", "a-", "a..b", "a" * 254, "a\n", "a" * 64])
def test_names_that_kubernetes_refuses(name: str) -> None:
    with pytest.raises(ValueError, match="is not a name for a ConfigMap"):
        _ = configmap_text({}, name, None)
    with pytest.raises(ValueError, match="is not a Kubernetes namespace"):
        _ = configmap_text({}, "a", name)


def test_the_longest_names_that_kubernetes_takes() -> None:
    longest = ".".join(["a" * 63] * 3 + ["a" * 61])
    assert len(longest) == 253
    assert longest in configmap_text({}, longest, "a" * 63)


def test_json_keeps_letters_as_they_are() -> None:
    assert json_text({"größe": "日本"}) == '{\n  "größe": "日本"\n}\n'


def test_a_configmap_without_a_namespace() -> None:
    text = configmap_text({"a": 1}, "a.b-c", None)
    assert "namespace" not in text
    assert 'name: "a.b-c"' in text
