"""CompiledArtifacts as text: JSON, YAML that holds the same data, and a Kubernetes ConfigMap.

The same artifact is always the same bytes: keys in the order of the contract, two spaces, one
line break at the end.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from floe_lsp.schemas.artifact.yaml_text import yaml_text

__all__ = [
    "DEFAULT_CONFIGMAP_NAME",
    "configmap_text",
    "files_in_configmap",
    "json_text",
    "yaml_text",
]

DEFAULT_CONFIGMAP_NAME: Final = "floe-compiled-values"

_DNS_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)


def json_text(data: Mapping[str, object]) -> str:
    """Return plain data as JSON."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def configmap_text(data: Mapping[str, object], name: str, namespace: str | None) -> str:
    """Return a Kubernetes ConfigMap with the YAML under ``values.yaml``.

    Args:
        data: Plain data.
        name: Name of the ConfigMap, a DNS subdomain.
        namespace: Its namespace, a DNS label; ``None`` leaves it to whoever applies it.

    Raises:
        ValueError: Kubernetes would refuse the name or the namespace.
    """
    return files_in_configmap({"values.yaml": yaml_text(data)}, name, namespace)


def files_in_configmap(
    files: Mapping[str, str],
    name: str,
    namespace: str | None,
    labels: Mapping[str, str] | None = None,
) -> str:
    """Return a Kubernetes ConfigMap with texts as they are, each under its key.

    Args:
        files: Texts by key; each is one that ``yaml_text`` makes, which can stand in a block.
        name: As of ``configmap_text``.
        namespace: As of ``configmap_text``.
        labels: Labels of the ConfigMap, if it has any.

    Raises:
        ValueError: Kubernetes would refuse the name or the namespace.
    """
    if len(name) > 253 or not all(_DNS_LABEL.fullmatch(part) for part in name.split(".")):
        raise ValueError(
            f"{name!r} is not a name for a ConfigMap: use lower-case letters, digits, hyphens "
            "and dots, with a letter or digit at both ends of each part"
        )
    if namespace is not None and _DNS_LABEL.fullmatch(namespace) is None:
        raise ValueError(
            f"{namespace!r} is not a Kubernetes namespace: use lower-case letters, digits and "
            "hyphens, with a letter or digit at both ends"
        )
    lines = ["apiVersion: v1", "kind: ConfigMap", "metadata:", f'  name: "{name}"']
    if namespace is not None:
        lines.append(f'  namespace: "{namespace}"')
    if labels:
        lines += ["  labels:", *(f'    {key}: "{value}"' for key, value in labels.items())]
    lines.append("data:")
    for key, text in files.items():
        lines.append(f"  {key}: |")
        lines += [f"    {line}" if line else "" for line in text.split("\n")[:-1]]
    return "\n".join(lines) + "\n"
