"""Where and how a compilation is written; ``generator`` does it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from floe_lsp.files.names import ORCHESTRATION_FILE
from floe_lsp.schemas.artifact.text import DEFAULT_CONFIGMAP_NAME
from floe_lsp.schemas.versions import ArtifactContract

ArtifactFormat = Literal["json", "yaml", "configmap"]
ARTIFACT_FORMATS: tuple[ArtifactFormat, ...] = ("json", "yaml", "configmap")

DEFAULT_OUTPUT = Path("target", "compiled_artifacts.json")
"""Where the artifact goes, counted from the folder of floe.yaml."""

PROFILES_FILE = "profiles.yml"
"""Name of the dbt profile, which is written beside the artifact."""

CONTRACTS_FOLDER = "contracts"
"""Name of the folder beside the artifact with the data contract of each output port."""

_SUFFIXES: dict[str, ArtifactFormat] = {".yaml": "yaml", ".yml": "yaml"}


@dataclass(frozen=True)
class OutputOptions:
    """Where and how the artifact is written."""

    path: Path
    format: ArtifactFormat
    contract: ArtifactContract | None = None
    """The layout that somebody chose for this compilation; without it the platform's choice."""
    configmap_name: str = DEFAULT_CONFIGMAP_NAME
    namespace: str | None = None
    within: Path | None = None
    """The product's folder: no link that stands in it may lead the output out of it."""
    force: bool = False
    """Whether files that floe did not write are replaced."""

    @property
    def profiles_path(self) -> Path:
        """Where the dbt profile goes."""
        return self.path.parent / PROFILES_FILE

    def of_platform(self, contract: ArtifactContract) -> OutputOptions:
        """Return these options with the layout that a platform reads, if nobody chose another."""
        return self if self.contract is not None else replace(self, contract=contract)

    @property
    def orchestration_path(self) -> Path | None:
        """Where goes what the layout of floe-core has no place for; ``None`` for our layout."""
        return self.path.parent / ORCHESTRATION_FILE if self.contract == "floe-core" else None

    def contract_path(self, port: str) -> Path:
        """Return where the data contract of an output port goes."""
        return self.path.parent / CONTRACTS_FOLDER / f"{port}.yaml"


def format_for(path: Path) -> ArtifactFormat:
    """Return the format that a file's suffix stands for; JSON for any other."""
    return _SUFFIXES.get(path.suffix.lower(), "json")


def default_output(
    spec: Path, path: Path | None = None, contract: ArtifactContract | None = None
) -> OutputOptions:
    """Return the output for a floe.yaml: ``path``, or the usual place beside it."""
    target = path or spec.parent / DEFAULT_OUTPUT
    return OutputOptions(target, format_for(target), contract, within=spec.parent)
