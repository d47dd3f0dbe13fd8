"""What the pod of a product is, and where its settings come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clusters import IMAGE, Resources, rendered

pytestmark = pytest.mark.requirement("floe deploy render")

_MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata: {name: acme, version: 2.0.0, owner: acme@example.com}
plugins:
  compute:
    type: postgres
    connection_secret_ref: warehouse-login
    config: {host: db.example.com, dbname: sales, schema: main}
  orchestrator: {type: dagster}
resource_presets:
  large:
    requests: {cpu: "2", memory: 4Gi}
    limits: {cpu: "4", memory: 8Gi}
  small:
    requests: {cpu: 100m, memory: 256Mi}
    limits: {cpu: 500m, memory: 512Mi}
"""

_PRODUCT = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata: {name: orders, version: 1.0.0}
transforms: [{name: stg_orders}]
"""

_SCHEDULE = 'schedule: {cron: "0 6 * * 7", timezone: Europe/Lisbon}\n'


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A product without a schedule, on a warehouse that asks for a password."""
    folder = tmp_path / "product"
    folder.mkdir()
    (folder / "manifest.yaml").write_text(_MANIFEST)
    (folder / "floe.yaml").write_text(_PRODUCT)
    return folder


def _pod(resources: Resources) -> Any:
    job = resources.get("job") or resources["cronjob"]["spec"]["jobTemplate"]
    return job["spec"]["template"]["spec"]


def test_a_product_without_a_schedule_is_a_job(product: Path, tmp_path: Path) -> None:
    resources = rendered(product, tmp_path / "out")
    assert "cronjob" not in resources
    assert resources["job"]["metadata"]["name"] == "orders"
    assert resources["job"]["spec"]["backoffLimit"] == 0
    assert "activeDeadlineSeconds" not in resources["job"]["spec"]
    assert _pod(resources)["restartPolicy"] == "Never"


def test_a_schedule_is_a_cron_job_in_its_zone(product: Path, tmp_path: Path) -> None:
    (product / "floe.yaml").write_text(_PRODUCT + _SCHEDULE)
    resources = rendered(product, tmp_path / "out", "--retries", "2", "--timeout", "3600")
    assert "job" not in resources
    spec = resources["cronjob"]["spec"]
    assert spec["schedule"] == "0 6 * * 0"
    assert spec["timeZone"] == "Europe/Lisbon"
    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["suspend"] is False
    assert spec["jobTemplate"]["spec"]["backoffLimit"] == 2
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 3600


def test_a_schedule_that_is_off_is_suspended(product: Path, tmp_path: Path) -> None:
    (product / "floe.yaml").write_text(_PRODUCT + _SCHEDULE.replace("}", ", enabled: false}"))
    assert rendered(product, tmp_path / "out")["cronjob"]["spec"]["suspend"] is True


def test_the_pod_is_what_a_restricted_namespace_takes(product: Path, tmp_path: Path) -> None:
    pod = _pod(rendered(product, tmp_path / "out"))
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    (container,) = pod["containers"]
    assert container["image"] == IMAGE
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
    }
    mounts = {each["name"]: each for each in container["volumeMounts"]}
    volumes = {each["name"]: each for each in pod["volumes"]}
    assert mounts["config"]["readOnly"] is True
    writable = [name for name, each in mounts.items() if not each.get("readOnly")]
    assert [volumes[name]["emptyDir"] for name in writable] == [{}, {}]
    assert sorted(mounts[name]["mountPath"] for name in writable) == ["/tmp", "/work"]  # noqa: S108 - in a container


def test_variables_come_from_secrets_and_never_as_values(product: Path, tmp_path: Path) -> None:
    resources = rendered(product, tmp_path / "out")
    env = {each["name"]: each for each in _pod(resources)["containers"][0]["env"]}
    assert env["FLOE_SECRET_WAREHOUSE_LOGIN_PASSWORD"]["valueFrom"] == {
        "secretKeyRef": {"name": "warehouse-login", "key": "password"}
    }
    assert all("value" not in each for each in env.values())


def test_variables_without_a_reference_are_in_one_secret(product: Path, tmp_path: Path) -> None:
    plain = _MANIFEST.replace("    connection_secret_ref: warehouse-login\n", "")
    (product / "manifest.yaml").write_text(plain)

    def of_password(*options: str) -> Any:
        folder = tmp_path / f"out{len(options)}"
        env = _pod(rendered(product, folder, *options))["containers"][0]["env"]
        return {each["name"]: each["valueFrom"]["secretKeyRef"] for each in env}[
            "FLOE_SECRET_POSTGRES_PASSWORD"
        ]

    key = "FLOE_SECRET_POSTGRES_PASSWORD"
    assert of_password() == {"name": "orders-secrets", "key": key}
    assert of_password("--secret", "team.logins", "--quiet")["name"] == "team.logins"
    assert of_password("--secret", "logins") == {"name": "logins", "key": key}


def test_the_environment_is_in_a_config_map(product: Path, tmp_path: Path) -> None:
    resources = rendered(product, tmp_path / "out", "--environment", "prod")
    data = resources["configmap-environment"]["data"]
    assert data["FLOE_ENV"] == "prod"
    assert not any("SECRET" in name for name in data)
    assert (
        rendered(product, tmp_path / "first")["configmap-environment"]["data"]["FLOE_ENV"] == "dev"
    )


@pytest.mark.parametrize(
    ("environments", "expected"), [(["prod", "dev"], "dev"), (["live", "test"], "live")]
)
def test_the_environment_is_that_of_dbt_where_none_is_chosen(
    product: Path, tmp_path: Path, environments: list[str], expected: str
) -> None:
    """Nobody who forgets to choose one is to run on another where there is a ``dev``."""
    listed = ", ".join(f"{{name: {name}, gates: {{}}}}" for name in environments)
    (product / "manifest.yaml").write_text(
        f"{_MANIFEST}artifacts:\n"
        "  registry: {uri: oci://registry.example.com/products, auth: {type: aws-irsa}}\n"
        f"  promotion: {{environments: [{listed}]}}\n"
    )
    resources = rendered(product, tmp_path / "out")
    assert resources["configmap-environment"]["data"]["FLOE_ENV"] == expected
    chosen = rendered(product, tmp_path / "chosen", "--environment", environments[-1])
    assert chosen["configmap-environment"]["data"]["FLOE_ENV"] == environments[-1]


def test_presets_of_the_manifest_are_the_amounts(product: Path, tmp_path: Path) -> None:
    pod = _pod(rendered(product, tmp_path / "out", "--preset", "small"))
    assert pod["containers"][0]["resources"] == {
        "requests": {"cpu": "100m", "memory": "256Mi"},
        "limits": {"cpu": "500m", "memory": "512Mi"},
    }


def test_labels_and_namespace_are_those_of_the_product(product: Path, tmp_path: Path) -> None:
    resources = rendered(product, tmp_path / "out", "--namespace", "data-team")
    for name, each in resources.items():
        if name != "kustomization":
            assert each["metadata"]["namespace"] == "data-team"
            labels = each["metadata"]["labels"]
            assert labels["app.kubernetes.io/name"] == "orders"
            assert labels["app.kubernetes.io/version"] == "1.0.0"
            assert labels["app.kubernetes.io/managed-by"] == "floe"
    pod = resources["job"]["spec"]["template"]["metadata"]["labels"]
    assert pod["app.kubernetes.io/component"] == "dbt"
    assert "namespace" not in rendered(product, tmp_path / "none")["job"]["metadata"]


def test_what_is_referred_to_is_rendered_too(product: Path, tmp_path: Path) -> None:
    resources = rendered(product, tmp_path / "out")
    pod = _pod(resources)
    maps = {
        resources[name]["metadata"]["name"]
        for name in ("configmap-compiled", "configmap-environment")
    }
    (container,) = pod["containers"]
    used = {container["envFrom"][0]["configMapRef"]["name"], pod["volumes"][0]["configMap"]["name"]}
    assert used == maps
    listed = resources["kustomization"]["resources"]
    assert sorted(listed) == sorted(f"{name}.yaml" for name in resources if name != "kustomization")


def test_the_files_are_the_ones_that_a_compile_writes(product: Path, tmp_path: Path) -> None:
    from commands import load_yaml

    from floe_lsp.cli.main import main

    assert main(["compile", str(product / "floe.yaml"), "--format", "yaml"]) == 0
    data = rendered(product, tmp_path / "out")["configmap-compiled"]["data"]
    profiles = (product / "target" / "profiles.yml").read_text("utf-8")
    assert load_yaml(data["profiles.yml"]) == load_yaml(profiles)
    artifact = load_yaml(data["compiled_artifacts.yaml"])
    written = load_yaml((product / "target" / "compiled_artifacts.json").read_text("utf-8"))
    for moment in (artifact, written):
        del moment["metadata"]["compiled_at"]
        moment["enforcement_result"].pop("timestamp", None)
    assert artifact == written
