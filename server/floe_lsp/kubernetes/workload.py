"""The Job or CronJob that builds a product, with everything a restricted namespace asks of a pod.

https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from floe_lsp.schemas.artifact.product import ResolvedSchedule
from floe_lsp.schemas.manifest.resources import ResourcePreset

from .config_maps import CONFIG_FOLDER, SCRATCH_FOLDER
from .schedules import cron_job_schedule

_COMMAND: Final = ("dbt", "build")
_TEMPORARY: Final = "/tmp"  # noqa: S108 - a path in the container, which is its own


@dataclass(frozen=True)
class SecretKey:
    """Where a cluster keeps the value of a variable."""

    variable: str
    secret: str
    key: str


@dataclass(frozen=True)
class Workload:
    """What a pod of a product is made of."""

    name: str
    """Of the Job or CronJob, a DNS label of at most 52 characters."""
    namespace: str | None
    labels: Mapping[str, str]
    image: str
    config: str
    """The ConfigMap with the compiled files."""
    environment: str
    """The ConfigMap with the variables."""
    secrets: Sequence[SecretKey]
    amounts: ResourcePreset
    retries: int
    timeout_seconds: int | None

    def resource(self, schedule: ResolvedSchedule | None) -> dict[str, object]:
        """Return the CronJob of a schedule, and a Job that runs once without one.

        Raises:
            NoCronJob: No CronJob does what the schedule says.
        """
        if schedule is None:
            return self._of("batch/v1", "Job", self._job())
        spec: dict[str, object] = {
            "schedule": cron_job_schedule(schedule.cron),
            "timeZone": schedule.timezone,
            "concurrencyPolicy": "Forbid",
            "suspend": not schedule.enabled,
            "jobTemplate": {"metadata": {"labels": dict(self.labels)}, "spec": self._job()},
        }
        return self._of("batch/v1", "CronJob", spec)

    def _of(self, version: str, kind: str, spec: Mapping[str, object]) -> dict[str, object]:
        return {
            "apiVersion": version,
            "kind": kind,
            "metadata": metadata(self.name, self.namespace, self.labels),
            "spec": spec,
        }

    def _job(self) -> dict[str, object]:
        job: dict[str, object] = {"backoffLimit": self.retries}
        if self.timeout_seconds is not None:
            job["activeDeadlineSeconds"] = self.timeout_seconds
        job["template"] = {"metadata": {"labels": dict(self.labels)}, "spec": self._pod()}
        return job

    def _pod(self) -> dict[str, object]:
        return {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "securityContext": {
                "runAsNonRoot": True,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [self._container()],
            "volumes": [
                {"name": "config", "configMap": {"name": self.config}},
                {"name": "scratch", "emptyDir": {}},
                {"name": "temporary", "emptyDir": {}},
            ],
        }

    def _container(self) -> dict[str, object]:
        container: dict[str, object] = {
            "name": "dbt",
            "image": self.image,
            "command": list(_COMMAND),
            "envFrom": [{"configMapRef": {"name": self.environment}}],
        }
        if self.secrets:
            container["env"] = [_from_secret(each) for each in self.secrets]
        return {
            **container,
            "resources": self.amounts.model_dump(mode="json"),
            "securityContext": {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "readOnlyRootFilesystem": True,
                "runAsNonRoot": True,
            },
            "volumeMounts": [
                {"name": "config", "mountPath": CONFIG_FOLDER, "readOnly": True},
                {"name": "scratch", "mountPath": SCRATCH_FOLDER},
                {"name": "temporary", "mountPath": _TEMPORARY},
            ],
        }


def metadata(name: str, namespace: str | None, labels: Mapping[str, str]) -> dict[str, object]:
    """Return the ``metadata`` of a resource; without a namespace it gets that of who applies it."""
    in_namespace = {} if namespace is None else {"namespace": namespace}
    return {"name": name, **in_namespace, "labels": dict(labels)}


def _from_secret(each: SecretKey) -> dict[str, object]:
    reference = {"name": each.secret, "key": each.key}
    return {"name": each.variable, "valueFrom": {"secretKeyRef": reference}}
