"""Network policies refuse the pods of a product everything but what its runs need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clusters import Resources, refuse_invalid, render, rendered
from commands import load_yaml
from network import Peer, is_isolated, is_let_out

from floe_lsp.cli.main import main

pytestmark = pytest.mark.requirement("network policies are rendered")

_MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: acme, version: 2.0.0, owner: acme@example.com}
plugins:
  compute:
    type: postgres
    connection_secret_ref: warehouse-login
    config: {host: 10.9.8.7, port: 6432, dbname: sales, schema: main}
  orchestrator: {type: dagster}
  catalog: {type: polaris, config: {uri: "http://polaris.catalogs.svc.cluster.local:8181/api"}}
  storage: {type: minio, config: {endpoint: "minio:9000", bucket: sales}}
observability:
  tracing: {endpoint: "http://otel-collector.monitoring.svc:4317"}
  lineage: {endpoint: "https://lineage.example.com/api/v1/lineage"}
governance:
  policy_enforcement_level: strict
  network_policies: {enabled: true}
"""
_PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms: [{name: stg_orders}]
"""
_INTERNET = Peer("93.184.216.34")
_DNS = Peer(namespace="kube-system", labels={"k8s-app": "kube-dns"})


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A product whose platform asks for network policies, strictly."""
    folder = tmp_path / "product"
    folder.mkdir()
    (folder / "manifest.yaml").write_text(_MANIFEST)
    (folder / "floe.yaml").write_text(_PRODUCT)
    return folder


def _with_rules(product: Path, rules: str, level: str = "strict") -> None:
    asked = f"{{enabled: true, custom_egress_rules: {rules}}}"
    text = _MANIFEST.replace("{enabled: true}", asked).replace("level: strict", f"level: {level}")
    (product / "manifest.yaml").write_text(text)


def _policies(resources: Resources) -> list[Any]:
    return [each for each in resources.values() if each["kind"] == "NetworkPolicy"]


def _pod(resources: Resources) -> dict[str, str]:
    labels: dict[str, str] = resources["job"]["spec"]["template"]["metadata"]["labels"]
    return labels


def test_the_pods_are_refused_everything_else(product: Path, tmp_path: Path) -> None:
    resources = rendered(product, tmp_path / "out")
    refuse_invalid(resources)
    policies, pod = _policies(resources), _pod(resources)
    assert is_isolated(policies, pod, "Ingress")
    assert is_isolated(policies, pod, "Egress")
    assert not any("ingress" in each["spec"] for each in policies)
    (deny,) = [each for each in policies if each["metadata"]["name"] == "orders-default-deny"]
    assert deny["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert "egress" not in deny["spec"]
    for peer, port in [
        (_INTERNET, 80),
        (_INTERNET, 22),
        (Peer("10.9.8.7"), 5432),
        (Peer("10.9.8.8"), 6432),
        (Peer("169.254.169.254"), 443),
        (Peer(namespace="default"), 9000),
        (Peer(namespace="monitoring"), 8080),
        (Peer(namespace="data"), 8080),
    ]:
        assert not is_let_out(policies, pod, peer, port), (peer, port)


@pytest.mark.parametrize(
    ("peer", "port", "protocol"),
    [
        (_DNS, 53, "UDP"),
        (_DNS, 53, "TCP"),
        (Peer("10.9.8.7"), 6432, "TCP"),
        (Peer(namespace="catalogs"), 8181, "TCP"),
        (Peer(namespace="data"), 9000, "TCP"),
        (Peer(namespace="monitoring"), 4317, "TCP"),
        (_INTERNET, 443, "TCP"),
    ],
    ids=["dns", "dns over tcp", "warehouse", "catalog", "storage", "traces", "lineage"],
)
def test_what_a_run_needs_is_allowed(
    product: Path, tmp_path: Path, peer: Peer, port: int, protocol: str
) -> None:
    resources = rendered(product, tmp_path / "out")
    assert is_let_out(_policies(resources), _pod(resources), peer, port, protocol)


def test_other_pods_are_not_touched(product: Path, tmp_path: Path) -> None:
    policies = _policies(rendered(product, tmp_path / "out"))
    other = {"app.kubernetes.io/name": "payments", "app.kubernetes.io/component": "dbt"}
    assert not is_isolated(policies, other, "Egress")


def test_what_was_rendered_is_said(
    product: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(product, tmp_path / "out") == 0
    out = capsys.readouterr().out
    _, _, said = out.partition("Network policies refuse its pods everything but:\n")
    assert said.splitlines()[:6] == [
        "  DNS, port 53 of kube-dns in kube-system",
        "  catalog (polaris), polaris.catalogs.svc.cluster.local, port 8181",
        "  collector of lineage, lineage.example.com, port 443",
        "  collector of traces, otel-collector.monitoring.svc, port 4317",
        "  storage (minio), minio, port 9000",
        "  warehouse (postgres), 10.9.8.7, port 6432",
    ]


def test_a_compile_alone_says_that_none_is_written(
    product: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compile", str(product / "floe.yaml"), "--report", "concise"]) == 2
    err = capsys.readouterr().err
    assert "E308" in err
    assert "a compile alone writes no policy; floe deploy render does" in err
    resources = rendered(product, tmp_path / "out")
    artifact = load_yaml(resources["configmap-compiled"]["data"]["compiled_artifacts.yaml"])
    outcome = artifact["enforcement_result"]
    assert outcome["passed"] is True
    assert "network_policy" in outcome["policy_types_checked"]
    fields = {each["field"]: each for each in outcome["fields"]}
    assert fields["network_policies.enabled"]["outcome"] == "checked"


def test_own_rules_are_added(product: Path, tmp_path: Path) -> None:
    _with_rules(
        product,
        "[{to_cidr: 172.20.1.2/16, ports: [{port: 1000, endPort: 2000}]},"
        " {to_namespace: vault, ports: [{port: 8200, protocol: TCP}]},"
        " {to: [{ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.9/32]}}]},"
        " {to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: proxy}}}],"
        "  ports: [{port: 3128}]}]",
    )
    resources = rendered(product, tmp_path / "out")
    refuse_invalid(resources)
    policies, pod = _policies(resources), _pod(resources)
    for peer, port, is_allowed in [
        (Peer("172.20.9.9"), 1500, True),
        (Peer("172.20.9.9"), 2001, False),
        (Peer("172.21.0.1"), 1500, False),
        (Peer(namespace="vault"), 8200, True),
        (Peer(namespace="vault"), 8201, False),
        (Peer("192.0.2.1"), 25, True),
        (Peer("192.0.2.9"), 25, False),
        (Peer(namespace="any", labels={"app": "proxy"}), 3128, True),
        (Peer(namespace="any", labels={"app": "other"}), 3128, False),
    ]:
        assert is_let_out(policies, pod, peer, port) is is_allowed, (peer, port)


def test_each_own_rule_is_said(
    product: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _with_rules(
        product,
        "[{to_cidr: 0.0.0.0/0},"
        " {to_cidr: 172.20.1.2/16,"
        "  ports: [{port: 1000, endPort: 2000}, {port: dns, protocol: UDP}]},"
        " {to_namespace: vault, ports: [{port: 8200}]},"
        " {to: [{ipBlock: {cidr: 192.0.2.0/24, except: [192.0.2.9/32]}}, {podSelector: {}}]},"
        " {to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: proxy, tier: web}}}]},"
        " {ports: [{port: 25}]}]",
    )
    assert render(product, tmp_path / "out") == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "custom_egress" in line]
    assert said == [
        f"  custom_egress_rules, {words}"
        for words in (
            "0.0.0.0/0, every port",
            "172.20.0.0/16, port 1000-2000 (TCP), dns (UDP)",
            "all pods of namespaces with kubernetes.io/metadata.name=vault, port 8200 (TCP)",
            "192.0.2.0/24 without 192.0.2.9/32 or all pods of its own namespace, every port",
            "pods with app=proxy, tier=web of all namespaces, every port",
            "any address and every pod, port 25 (TCP)",
        )
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "{}",
        "{to: []}",
        "{ports: []}",
        "{to_cdir: 0.0.0.0/0}",
        "{to: [{}]}",
        "{to: [{ipBlock: {cidr: 192.0.2.0/24}, podSelector: {}}]}",
        "{to: [{podSelector: {matchLabels: {tier: 1}}}]}",
        "{to: [{podSelector: {match: {}}}]}",
        "{to: [{podSelector: {matchLabels: {a b: c d}}}]}",
        "{to: [{namespaceSelector: {matchLabels: {team: '-x'}}}]}",
        "{to: [{ipBlock: {cidr: 192.0.2.0/24}}], to_cidr: 192.0.2.0/24}",
        "{to_cidr: 192.0.2.0/24, ports: [{}]}",
        "{to_cidr: 192.0.2.0/24, ports: [{prot: 443}]}",
        "{to_cidr: 192.0.2.0/24, ports: [{port: 70000}]}",
        "{to_cidr: 192.0.2.1}",
        "{to_namespace: Team_A}",
        "{to_namespace: 7}",
    ],
)
def test_a_rule_that_is_not_understood_lets_nothing_through(
    product: Path, tmp_path: Path, rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = _policies(rendered(product, tmp_path / "plain"))
    _with_rules(product, f"[{rule}]", level="warn")
    resources = rendered(product, tmp_path / "out")
    refuse_invalid(resources)
    assert _policies(resources) == plain
    assert "custom_egress_rules.0 is left out" in capsys.readouterr().out


def test_without_default_deny_nothing_is_refused(
    product: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _MANIFEST.replace("{enabled: true}", "{enabled: true, default_deny: false}")
    (product / "manifest.yaml").write_text(text)
    assert not _policies(rendered(product, tmp_path / "out"))
    assert "default_deny is false, so nothing is refused" in capsys.readouterr().out


def test_policies_that_are_not_asked_for_are_removed(product: Path, tmp_path: Path) -> None:
    assert len(_policies(rendered(product, tmp_path / "out"))) == 2
    (product / "manifest.yaml").write_text(_MANIFEST.partition("governance:")[0])
    resources = rendered(product, tmp_path / "out")
    assert not _policies(resources)
    assert "networkpolicy-egress.yaml" not in resources["kustomization"]["resources"]
