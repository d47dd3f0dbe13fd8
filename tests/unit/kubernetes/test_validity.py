"""The last three versions of Kubernetes take whatever is rendered, by the schemas of each."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from clusters import last_versions, refuse_invalid, render, rendered
from commands import copy_examples, load_yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus

pytestmark = pytest.mark.requirement("floe deploy render")

ROOT = Path(__file__).parents[2]

_PLATFORM = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: acme, version: 1.0.0, owner: acme@example.com}
plugins: {compute: {type: duckdb}, orchestrator: {type: dagster}}
governance: {network_policies: {enabled: true}}
"""


def test_three_versions_are_known() -> None:
    assert [each.split(".")[0] for each in last_versions()] == ["1", "1", "1"]
    minors = [int(each.split(".")[1]) for each in last_versions()]
    assert minors == [minors[0], minors[0] + 1, minors[0] + 2]


def test_what_no_version_knows_is_told() -> None:
    resource = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy"}
    refuse_invalid({"a": {**resource, "spec": {"podSelector": {}, "policyTypes": ["Egress"]}}})
    with pytest.raises(AssertionError, match="'policyType' was unexpected"):
        refuse_invalid({"a": {**resource, "spec": {"podSelector": {}, "policyType": ["Egress"]}}})


@pytest.mark.parametrize("example", ["coffee-orders", "bike-share"])
def test_the_examples(example: str, tmp_path: Path) -> None:
    resources = rendered(copy_examples(tmp_path) / example, tmp_path / "out", "--namespace", "data")
    assert sorted(resources) == [
        "configmap-compiled",
        "configmap-environment",
        "cronjob",
        "kustomization",
    ]
    refuse_invalid(resources)


def _cases() -> Generator[corpus.Case]:
    for path in sorted((ROOT / "corpus").rglob("*.md")):
        for case in corpus.read(path):
            # A folder, a failure of ours and a registry are no product to compile by itself.
            if not {"folder", "fails", "registry", "spec", "manifest"} & case.options.keys():
                yield case


_DOCUMENTS = sorted({case.path.parent.name for case in _cases()})


@pytest.mark.parametrize("topic", _DOCUMENTS)
def test_every_annotated_product_that_compiles(topic: str, tmp_path: Path) -> None:
    for index, case in enumerate(each for each in _cases() if each.path.parent.name == topic):
        product, out = tmp_path / f"product-{index}", tmp_path / f"out-{index}"
        case.write(product)
        with corpus.installed(product / corpus.SITE):
            code = render(product, out)
        assert (code == 0) == out.exists(), case.id
        for file in out.iterdir() if code == 0 else ():
            refuse_invalid({case.id: load_yaml(file.read_text("utf-8"))})


_NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,62}", fullmatch=True)
_VERSIONS = st.from_regex(r"[1-9][0-9]{0,18}\.[1-9][0-9]{0,18}\.[1-9][0-9]{0,22}", fullmatch=True)


@settings(max_examples=60)
@given(
    name=_NAMES, version=_VERSIONS, owner=st.text("aé'\" :#{}-\u2028", min_size=1).map("x".__add__)
)
def test_products_of_odd_names(
    name: str, version: str, owner: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "manifest.yaml").write_text(_PLATFORM, "utf-8")
    quoted = owner.replace("'", "''")
    (folder / "floe.yaml").write_text(
        "apiVersion: floe.dev/v1\nkind: FloeSpec\n"
        f"metadata: {{name: '{name}', version: '{version}', owner: '{quoted}'}}\n"
        "transforms: [{name: stg_orders}]\n",
        "utf-8",
    )
    resources = rendered(folder, folder / "out")
    assert len(resources) == 6
    refuse_invalid(resources)
