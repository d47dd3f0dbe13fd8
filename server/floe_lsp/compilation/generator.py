"""GENERATE: write the artifact and the dbt profile, all or nothing each (invariant 5).

This is the only module that writes. A failure leaves the old file whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from floe_lsp.schemas.artifact_text import DEFAULT_CONFIGMAP_NAME, configmap_text, json_text
from floe_lsp.schemas.atomic import write_atomically
from floe_lsp.schemas.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.yaml_text import yaml_text
from floe_lsp.syntax import SourceText, Span

from .codes import CODES
from .diagnostics import Diagnostic, Location
from .released_contract import to_released

Format = Literal["json", "yaml", "configmap"]
FORMATS: tuple[Format, ...] = ("json", "yaml", "configmap")

Contract = Literal["floe-lsp", "floe-core"]
CONTRACTS: tuple[Contract, ...] = ("floe-lsp", "floe-core")
"""Our own contract, and the one that the released packages read."""

DEFAULT_OUTPUT = Path("target", "compiled_artifacts.json")
"""Where the artifact goes, counted from the folder of floe.yaml."""

PROFILES_FILE = "profiles.yml"
"""Name of the dbt profile, which is written beside the artifact."""

_PROFILES_HEADER = "# Written by floe compile; change the manifest and not this file.\n"
_SUFFIXES: dict[str, Format] = {".yaml": "yaml", ".yml": "yaml"}


@dataclass(frozen=True)
class OutputOptions:
    """Where and how the artifact is written."""

    path: Path
    format: Format
    contract: Contract = "floe-lsp"
    configmap_name: str = DEFAULT_CONFIGMAP_NAME
    namespace: str | None = None

    @property
    def profiles_path(self) -> Path:
        """Where the dbt profile goes."""
        return self.path.parent / PROFILES_FILE


def format_for(path: Path) -> Format:
    """Return the format that a file's suffix stands for; JSON for any other."""
    return _SUFFIXES.get(path.suffix.lower(), "json")


def artifact_text(artifacts: CompiledArtifacts, options: OutputOptions) -> str:
    """Return the text of the artifact in the format and contract of ``options``.

    Raises:
        ValueError: Kubernetes would refuse the name or namespace of the ConfigMap.
    """
    data = artifacts.to_dict() if options.contract == "floe-lsp" else to_released(artifacts)
    if options.format == "json":
        return json_text(data)
    if options.format == "yaml":
        return yaml_text(data)
    return configmap_text(data, options.configmap_name, options.namespace)


def generate(
    artifacts: CompiledArtifacts, options: OutputOptions
) -> tuple[tuple[Path, ...], list[Diagnostic]]:
    """Write the artifact and ``profiles.yml``; return what was written.

    The profile goes first: an artifact is never newer than the profile that it belongs to.
    """
    written: list[Path] = []
    profiles = _PROFILES_HEADER + yaml_text(artifacts.dbt_profiles or {})
    texts = {options.profiles_path: profiles, options.path: artifact_text(artifacts, options)}
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text.encode())
        except OSError as error:
            return tuple(written), [_not_written(path, error)]
        written.append(path)
    return tuple(written), []


def _not_written(path: Path, error: OSError) -> Diagnostic:
    nowhere = Location(path, Span(0, 0), SourceText(""))
    reason = error.strerror or str(error)
    return Diagnostic(
        "E501",
        f"'{path.name}' cannot be written: {reason[:1].lower()}{reason[1:]}",
        nowhere,
        CODES["E501"].severity,
        "check the folder's rights and the space on its disk; what was there before is unchanged",
    )
