"""Resources as files: one each with what kustomize lists them by, or all in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from floe_lsp.schemas.artifact.text import yaml_text

from .options import Resource

HEADER: Final = (
    "# Written by floe deploy render; change floe.yaml or the manifest and not this file.\n"
)
KUSTOMIZATION_FILE: Final = "kustomization.yaml"

RESOURCE_FILES: Final = (
    "configmap-compiled.yaml",
    "configmap-environment.yaml",
    "cronjob.yaml",
    "job.yaml",
    "networkpolicy-default-deny.yaml",
    "networkpolicy-egress.yaml",
)
"""Every file that some product has; one that a product has no more is removed from its folder."""


def is_ours(content: bytes) -> bool:
    """Whether a content is what was rendered: it begins as that does."""
    return content.replace(b"\r\n", b"\n", 1).startswith(HEADER.encode())


def one_file(resources: Sequence[Resource]) -> str:
    """Return all resources as one stream of YAML documents."""
    return HEADER + "".join(f"---\n{each.text}" for each in resources)


def files_of_a_folder(resources: Sequence[Resource]) -> dict[str, str]:
    """Return each resource under the name of its file, and what kustomize lists them by last."""
    kustomization = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": sorted(each.file for each in resources),
    }
    return {
        **{each.file: HEADER + each.text for each in resources},
        KUSTOMIZATION_FILE: HEADER + yaml_text(kustomization),
    }
