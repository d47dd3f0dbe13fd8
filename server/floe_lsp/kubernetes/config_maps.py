"""What the ConfigMaps of a product hold: compiled files, and variables that are no secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from floe_lsp.schemas.artifact.yaml_text import yaml_text

from .options import NotRendered

ARTIFACT_KEY: Final = "compiled_artifacts.yaml"
PROFILES_KEY: Final = "profiles.yml"

CONFIG_FOLDER: Final = "/etc/floe"
"""Where the pod finds the files."""
SCRATCH_FOLDER: Final = "/work"
"""Where dbt may write: what it compiles, and its logs."""

_MOST_BYTES: Final = 1 << 20
"""What a ConfigMap holds (https://kubernetes.io/docs/concepts/configuration/configmap/), less
some for its head."""
_HEAD: Final = 4_096


def compiled_files(
    artifact: Mapping[str, str], profiles: Mapping[str, object]
) -> tuple[dict[str, str], str | None]:
    """Return the files that a run reads, and what is to be said of those that are left out.

    Args:
        artifact: The artifact as text under ``ARTIFACT_KEY``, and what belongs beside it.
        profiles: The content of ``profiles.yml``.

    Raises:
        NotRendered: The profile alone, without which dbt does not run, is too large.
    """
    files = {PROFILES_KEY: yaml_text(profiles)}
    if (size := _size(files)) > _MOST_BYTES - _HEAD:
        raise NotRendered(f"profiles.yml has {size:,} bytes, more than a ConfigMap holds")
    whole = {**files, **artifact}
    if (size := _size(artifact)) > _MOST_BYTES - _HEAD - _size(files):
        return files, (
            f"the artifact is left out: with {size:,} bytes it does not fit into a ConfigMap, and "
            "dbt does without it; floe artifact push puts it into a registry"
        )
    return whole, None


def _size(files: Mapping[str, str]) -> int:
    """Bytes as YAML, in which each line is indented."""
    return sum(len(text.encode()) + 4 * text.count("\n") for text in files.values())


def environment_variables(environment: str) -> dict[str, str]:
    """Return the variables of a run that are no secret.

    Those that begin with ``DBT_`` are dbt's own; they keep it from writing beside its project,
    and from calling home, which network policies would only let time out.
    """
    return {
        "DBT_LOG_PATH": f"{SCRATCH_FOLDER}/logs",
        "DBT_PROFILES_DIR": CONFIG_FOLDER,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_TARGET_PATH": f"{SCRATCH_FOLDER}/target",
        "FLOE_ENV": environment,
        "HOME": "/tmp",  # noqa: S108 - a path in the container, which is its own
        "PYTHONDONTWRITEBYTECODE": "1",
    }
