"""What the runs of a product connect to, as manifests say it."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import copy_examples

from floe_lsp.compilation import OutputOptions, compile_pipeline
from floe_lsp.files.streams import STANDARD_OUTPUT
from floe_lsp.kubernetes.egress import rule_to
from floe_lsp.kubernetes.endpoints import Endpoint, endpoints
from floe_lsp.wording.quoting import quote

pytestmark = pytest.mark.requirement("network policies are rendered")


def _known(
    tmp_path: Path, compute: str, more: str = ""
) -> tuple[list[tuple[str, int, str]], tuple[str, ...]]:
    """Return what a run of a product on some plugins connects to, and what is not known."""
    (tmp_path / "manifest.yaml").write_text(
        "apiVersion: floe.dev/v1\nkind: Manifest\n"
        "metadata: {name: acme, version: 2.0.0, owner: acme@example.com}\n"
        f"plugins:\n  orchestrator: {{type: dagster}}\n  compute: {compute}\n{more}"
        "observability: {tracing: {enabled: false}}\n"
    )
    (tmp_path / "floe.yaml").write_text(
        "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: orders, version: 1.0.0}\n"
        "transforms: [{name: stg_orders}]\n"
    )
    output = OutputOptions(STANDARD_OUTPUT, "yaml")
    result = compile_pipeline(tmp_path / "floe.yaml", output=output, dry_run=True)
    assert result.artifacts is not None, result.diagnostics
    found, notes = endpoints(result.artifacts, "prod")
    return [(each.what, each.port, each.host) for each in found], notes


@pytest.mark.parametrize(
    ("compute", "port", "host"),
    [
        (
            "{type: postgres, config: {host: DB.example.com, dbname: a, schema: b}}",
            5432,
            "db.example.com",
        ),
        (
            "{type: postgres, config: {host: 'db-{environment}', port: 60, dbname: a, schema: b}}",
            60,
            "db-prod",
        ),
        (
            "{type: postgres, config: {host: \"{{ env_var('DB') }}\", dbname: a, schema: b}}",
            5432,
            "",
        ),
        (
            "{type: snowflake, config: {account: acme-x, database: d, schema: s, warehouse: w}}",
            443,
            "",
        ),
        ("{type: bigquery, config: {project: p, dataset: d, method: oauth}}", 443, ""),
        (
            "{type: databricks, config: {host: x.databricks.com, http_path: /sql/a, schema: s}}",
            443,
            "x.databricks.com",
        ),
    ],
)
def test_warehouses(tmp_path: Path, compute: str, port: int, host: str) -> None:
    found, notes = _known(tmp_path, compute)
    kind = compute[7:].partition(",")[0]
    assert found == [(f"warehouse ({kind})", port, host)]
    assert notes == ()


@pytest.mark.parametrize(
    "host",
    [
        "/var/run/x",
        "h1,h2",
        "a b",
        "*",
        "2130706433",
        "0x7f000001",
        "10.1",
        "db.lake.svc:99",
        "fe80::1%eth0",
        "-bad-.-bad-",
        "h}1,2",
        "a..b",
        "l" * 64,
    ],
)
def test_what_is_no_host_lets_nothing_through(tmp_path: Path, host: str) -> None:
    compute = f"{{type: postgres, config: {{host: '{host}', dbname: a, schema: b}}}}"
    found, notes = _known(tmp_path, compute)
    assert found == []
    (note,) = notes
    assert note.startswith(f"{quote(host)} of the warehouse (postgres) is not one host")
    assert "custom_egress_rules" in note


@pytest.mark.parametrize(
    ("address", "shown"), [("http://h1,h2:80/a", "'h1,h2'"), ("http://*:80", "'*'")]
)
def test_what_is_no_host_of_an_address_lets_nothing_through(
    tmp_path: Path, address: str, shown: str
) -> None:
    catalog = f"  catalog: {{type: nessie, config: {{ref: main, uri: '{address}'}}}}\n"
    found, (note,) = _known(tmp_path, "{type: duckdb}", catalog)
    assert found == []
    assert note.startswith(f"{shown} of the catalog (nessie) is not one host")


def test_a_password_before_a_host_is_not_shown(tmp_path: Path) -> None:
    compute = "{type: postgres, config: {host: 'me:hunter2@db', dbname: a, schema: b}}"
    found, (note,) = _known(tmp_path, compute)
    assert found == []
    assert note.startswith("'db' of the warehouse (postgres) is not one host")


def test_a_database_in_the_pod_needs_nothing(tmp_path: Path) -> None:
    assert _known(tmp_path, "{type: duckdb, config: {path: a.duckdb}}") == ([], ())


@pytest.mark.parametrize("path", ["md:sales", "s3://sales/a.duckdb"])
def test_a_database_elsewhere_is_reached_over_tls(tmp_path: Path, path: str) -> None:
    found, _ = _known(tmp_path, f"{{type: duckdb, config: {{path: '{path}'}}}}")
    assert found == [("warehouse (duckdb)", 443, "")]


def test_storage_of_a_cloud_and_a_catalog_that_nobody_knows(tmp_path: Path) -> None:
    found, notes = _known(
        tmp_path,
        "{type: duckdb}",
        "  storage: {type: aws-s3, config: {bucket: sales, region: eu-west-1}}\n"
        "  catalog: {type: nessie, config: {ref: main}}\n"
        "  lineage_backend: {type: marquez, config: {url: 'https://lineage-{environment}/'}}\n",
    )
    assert found == [
        ("lineage backend (marquez)", 443, "lineage-prod"),
        ("storage (aws-s3)", 443, ""),
    ]
    (note,) = notes
    assert "where the catalog (nessie) is cannot be told" in note


def test_the_machine_itself_is_no_peer(tmp_path: Path) -> None:
    """Traces go to the usual collector beside the run where no manifest names another."""
    examples = copy_examples(tmp_path)
    text = (examples / "manifest.yaml").read_text("utf-8")
    (examples / "manifest.yaml").write_text(text.replace("exporter: console", "exporter: otlp"))
    output = OutputOptions(STANDARD_OUTPUT, "yaml")
    result = compile_pipeline(examples / "coffee-orders" / "floe.yaml", output=output, dry_run=True)
    assert result.artifacts is not None
    assert endpoints(result.artifacts, "dev") == ((), ())


_NAMESPACE = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "lake"}}}


@pytest.mark.parametrize(
    ("host", "first", "is_open"),
    [
        ("10.1.2.3", {"ipBlock": {"cidr": "10.1.2.3/32"}}, False),
        ("2001:db8::1", {"ipBlock": {"cidr": "2001:db8::1/128"}}, False),
        ("minio", {"podSelector": {}}, False),
        ("minio.lake.svc", _NAMESPACE, False),
        ("minio.lake.svc.cluster.local", _NAMESPACE, False),
        # Nothing tells a service of another namespace from a host of two labels.
        ("minio.lake", _NAMESPACE, True),
        ("", {"namespaceSelector": {}}, True),
    ],
)
def test_peers_by_host(host: str, first: object, is_open: bool) -> None:
    peers = rule_to(Endpoint("it", 9000, host))["to"]
    assert peers[0] == first
    cidrs = [each["ipBlock"]["cidr"] for each in peers[1:]]
    assert cidrs == (["0.0.0.0/0", "::/0"] if is_open else [])


def test_a_host_outside_is_any_address_but_that_of_the_machines_credentials() -> None:
    peers = rule_to(Endpoint("it", 443, "lineage.example.com"))["to"]
    assert peers == [
        {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}},
        {"ipBlock": {"cidr": "::/0", "except": ["fd00:ec2::254/128"]}},
    ]
