"""Resources as files: one each with what kustomize lists them by, or all in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from floe_lsp.schemas.artifact.text import yaml_text

from .names import PRODUCT_LABEL
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


_PRODUCT: Final = re.compile(
    rb"^ +%s: \"?(?P<name>[A-Za-z0-9._-]+)\"?\r?$" % re.escape(PRODUCT_LABEL.encode()), re.MULTILINE
)


def is_ours(content: bytes) -> bool:
    """Whether a content is what was rendered: it begins as that does."""
    return content.replace(b"\r\n", b"\n", 1).startswith(HEADER.encode())


def product_of(content: bytes) -> str | None:
    """Return the product that a rendered content is of, by the label of its first resource.

    ``None`` where there is none, as in what kustomize lists the resources by.
    """
    found = _PRODUCT.search(content)
    return None if found is None else found["name"].decode()


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
