"""GENERATE: write the artifact, the dbt profile and the data contracts: all of them or none.

A failure leaves the old files as they were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.files.atomic import NotWritten, write_together
from floe_lsp.files.streams import is_stream, write_stream
from floe_lsp.files.targets import link_out_of
from floe_lsp.files.temporary import remove_abandoned
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.orchestration import orchestration_of
from floe_lsp.schemas.artifact.text import configmap_text, json_text
from floe_lsp.schemas.artifact.yaml_text import yaml_text
from floe_lsp.schemas.odcs.contract import read_contract
from floe_lsp.wording.paths import dotted

from .failures import no_folder, not_written
from .obstacles import obstacles
from .output import OutputOptions
from .ownership import CONTRACT_HEADER, PROFILES_HEADER
from .released_contract import refused_options, to_released

_OPTION_DEPTH = 3
"""A profile is ``{name: {outputs: {target: {option: ...}}}}``."""


def artifact_text(
    artifacts: CompiledArtifacts,
    options: OutputOptions,
    deployment: Mapping[str, object] | None = None,
) -> str:
    """Return the text of the artifact in the format and layout of ``options``.

    Args:
        artifacts: The artifact.
        options: How it is written.
        deployment: How its tables are reached, for the layout of floe-core.

    Raises:
        ValueError: Kubernetes would refuse the name or namespace of the ConfigMap.
    """
    is_released = options.contract == "floe-core"
    data = to_released(artifacts, deployment) if is_released else artifacts.to_dict()
    if options.format == "json":
        return json_text(data)
    if options.format == "yaml":
        return yaml_text(data)
    return configmap_text(data, options.configmap_name, options.namespace)


def generate(
    artifacts: CompiledArtifacts,
    options: OutputOptions,
    inputs: Iterable[Path] = (),
    stale: Collection[Path] = (),
    *,
    dry_run: bool,
    deployment: Mapping[str, object] | None = None,
) -> tuple[tuple[Path, ...], list[Diagnostic]]:
    """Write the profile, the data contracts and the artifact, or nothing; return what was written.

    An artifact that goes into a stream has no folder, and nothing is written beside it.

    Args:
        artifacts: What to write.
        options: Where and how.
        inputs: What the product is made of, which is never written over.
        stale: What an earlier compilation wrote and is removed with that.
        dry_run: Find what stands in the way, and write nothing.
        deployment: As of ``artifact_text``.
    """
    contracts = dict(contract_files(artifacts, options))
    problems = [*obstacles(options, inputs, contracts), *_refused(artifacts, options)]
    text = artifact_text(artifacts, options, deployment)
    if problems or dry_run:
        return (), problems
    if is_stream(options.path):
        try:
            write_stream(options.path, text.encode())
        except OSError as error:
            return (), [not_written(options.path, error)]
        return (options.path,), []
    profiles = PROFILES_HEADER + yaml_text(artifacts.dbt_profiles or {})
    files = {
        options.profiles_path: profiles.encode(),
        **contracts,
        **_beside(artifacts, options),
        options.path: text.encode(),
    }
    try:
        write_together(files, stale)
    except NotWritten as error:
        at_file = error.path in files or error.path in stale
        return (), [(not_written if at_file else no_folder)(error.path, error)]
    _tidy(options)
    return tuple(files), []


def _tidy(options: OutputOptions) -> None:
    """Remove what a killed compilation left behind in the folder of contracts.

    This compilation may write none, and then nobody else would.
    """
    contract = options.contract_path("any")
    if options.within is None or link_out_of(options.within, contract) is None:
        remove_abandoned(contract.parent)


def _beside(artifacts: CompiledArtifacts, options: OutputOptions) -> dict[Path, bytes]:
    """Return the file with what the layout of floe-core has no place for."""
    path = options.orchestration_path
    if path is None:
        return {}
    parts = orchestration_of(artifacts.to_dict(), to_released(artifacts))
    return {path: json_text(parts).encode()}


def contract_files(
    artifacts: CompiledArtifacts, options: OutputOptions
) -> Iterator[tuple[Path, bytes]]:
    """Yield the file of each output port that has a data contract."""
    ports = {port.name for port in artifacts.output_ports}
    for contract in artifacts.data_contracts:
        text = CONTRACT_HEADER + yaml_text(contract)
        for table in read_contract(contract).tables:
            if table.name in ports:
                yield options.contract_path(table.name), text.encode()


def _refused(artifacts: CompiledArtifacts, options: OutputOptions) -> Iterator[Diagnostic]:
    """Report options that the released packages would take for secrets (``released_guard``)."""
    if options.contract != "floe-core":
        return
    for place in refused_options(artifacts):
        what = f"the name {dotted(place)}"
        if len(place) > _OPTION_DEPTH:
            what = f"the option {dotted(place[_OPTION_DEPTH:])} of the target '{place[2]}'"
        yield about_file(
            "E405",
            options.path,
            f"released floe-core packages take {what} for a secret, and refuse the artifact",
            "sign in another way, or compile with --contract floe-lsp",
        )
