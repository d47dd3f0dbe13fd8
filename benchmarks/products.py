"""Products of any size, the same on every machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

MANIFEST = """\
apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: platform
  version: 1.0.0
  owner: platform@example.com
plugins:
  compute:
    type: duckdb
  orchestrator:
    type: dagster
governance:
  policy_enforcement_level: warn
  naming:
    enforcement: warn
    pattern: medallion
"""

_HEAD = """\
apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: customer-360
  version: 1.0.0
  description: What is known of a customer
  owner: customers@example.com
  labels:
    domain: retail
platform:
  manifest: ../manifest.yaml

transforms:
"""

_TAIL = """\
schedule:
  cron: "*/10 * * * *"
  timezone: Europe/Berlin
  enabled: true
"""

_TIERS = ("bronze", "silver", "gold")


def product(transforms: int, *, findings: bool = False) -> str:
    """Return a floe.yaml.

    Args:
        transforms: How many transforms it has. Each but the first depends on one or two others.
        findings: Give each a name that the manifest's naming policy warns of.
    """
    lines: list[str] = []
    for index in range(transforms):
        lines.append(f"  - name: {_name(index, findings=findings)}")
        lines.append(f"    tags: [daily, team-{index % 7}]")
        lines.append(f"    tier: {_TIERS[index % 3]}")
        if index:
            above = [_name(each, findings=findings) for each in {index - 1, index // 2}]
            lines.append(f"    dependsOn: [{', '.join(sorted(above))}]")
        if index % 5 == 0:
            lines.append("    # reviewed by the owner of the product")
    return _HEAD + "".join(f"{line}\n" for line in lines) + _TAIL


def write_product(folder: Path, transforms: int, *, findings: bool = False) -> Path:
    """Write a manifest and a product below ``folder`` and return the path of floe.yaml."""
    home = folder / f"{transforms}-{'findings' if findings else 'clean'}"
    home.mkdir(parents=True)
    (folder / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    spec = home / "floe.yaml"
    spec.write_text(product(transforms, findings=findings), encoding="utf-8")
    return spec


def commit(folder: Path) -> None:
    """Make ``folder`` a git repository with all its files in it, as products are."""
    author = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")
    for words in (("init", "--quiet"), ("add", "."), (*author, "commit", "--quiet", "-m", "bench")):
        subprocess.run(("git", *words), cwd=folder, check=True)


def _name(index: int, *, findings: bool) -> str:
    return f"{'stg' if findings else _TIERS[index % 3]}_model_{index}"
