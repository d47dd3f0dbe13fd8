"""What a cluster would say of rendered resources: the schemas of real Kubernetes, offline."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import kubernetes_validate
from commands import load_yaml
from kubernetes_validate import utils

from floe_lsp.cli.main import main

# Each call would read two megabytes of schema again.
utils.schema_contents = functools.cache(utils.schema_contents)

IMAGE = "registry.example.com/data/orders:1.4.0"

Resources = dict[str, Any]
"""Resources by the name of their file without its suffix."""


def last_versions(count: int = 3) -> list[str]:
    """Return the newest minor versions of Kubernetes whose schemas are here, newest last."""
    minor = {utils.major_minor(version): None for version in utils.all_versions()}
    return list(minor)[-count:]


def refuse_invalid(resources: Resources) -> None:
    """Fail unless the last three versions of Kubernetes take each resource, field by field.

    Raises:
        AssertionError: One of them does not.
    """
    for name, resource in resources.items():
        if not resource["apiVersion"].startswith("kustomize."):
            for version in last_versions():
                _refuse_invalid(name, resource, version)


def _refuse_invalid(name: str, resource: dict[str, Any], version: str) -> None:
    try:
        _ = kubernetes_validate.validate(resource, version, strict=True)
    except utils.ValidationError as error:
        raise AssertionError(f"{name}, {version}: {error.message}") from error


def render(product: Path, folder: Path, *options: str) -> int:
    """Run ``floe deploy render`` on a product into a folder; return the exit code."""
    return main(["deploy", "render", str(product), "--image", IMAGE, "-o", str(folder), *options])


def rendered(product: Path, folder: Path, *options: str) -> Resources:
    """Render a product into a folder that is new, and return what stands there."""
    assert render(product, folder, *options) == 0
    return {each.stem: load_yaml(each.read_text("utf-8")) for each in sorted(folder.iterdir())}
