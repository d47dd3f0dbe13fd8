"""The contracts of the last compiled artifact, against which a product's changes are told.

Of an artifact that was written before there were contracts in it, its output ports count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.enforce.policy import PolicyInput
from floe_lsp.compilation.sources import Sources
from floe_lsp.files.names import ORCHESTRATION_FILE, YAML_SUFFIXES
from floe_lsp.schemas.artifact.reading import contract_of
from floe_lsp.schemas.artifact.same_compilation import is_of_compilation
from floe_lsp.schemas.odcs.column_types import logical_type
from floe_lsp.schemas.odcs.contract import Contract, ContractTable, read_contract
from floe_lsp.schemas.types.raw import field, is_mapping, items

from .files import Unread, leads_out_of


@dataclass(frozen=True)
class BaselinePort:
    """The contract that an output port had."""

    contract: Contract
    table: ContractTable

    @property
    def id(self) -> object:
        """What tells this contract from others."""
        return self.contract.data.get("id")


@dataclass(frozen=True)
class Baseline:
    """What an artifact says of a product's output ports."""

    product: str
    version: str
    ports: tuple[tuple[str, BaselinePort], ...]


@dataclass(frozen=True)
class _Kept:
    baseline: Baseline | None


_PORTS = "output_ports"

LAST_ARTIFACT = Path("target", "compiled_artifacts.json")
"""Where a compilation leaves its artifact unless it is told otherwise, by floe.yaml."""


def of_product(given: PolicyInput) -> Baseline | Unread | None:
    """Return what a product is compared with: the artifact that was named, or its last one.

    ``None`` where there is none, or one of another product. What stands in the place of the last
    one and is no artifact may be what is left of it: nobody can tell what it said.
    """
    folder = given.product.document.path.parent
    last = folder / LAST_ARTIFACT
    paths = [] if given.baseline is None else [given.baseline]
    if not leads_out_of(folder, last, given.sources):
        paths.append(last)
    found: Baseline | None = None
    for path in paths:
        found = baseline_at(path, given.sources, given.cache)
        if found is not None and found.product == given.spec.metadata.name:
            return found
    if last in paths and given.sources.state(last) is not None and found is None:
        return Unread(_DAMAGED)
    return None


_DAMAGED = (
    f"{LAST_ARTIFACT.as_posix()} is damaged, so that nobody can tell what has changed since; take "
    "it from a backup or the history, or remove it where no version was released"
)


def baseline_at(path: Path, sources: Sources, cache: AnalysisCache) -> Baseline | None:
    """Return what the artifact at a path says; ``None`` where there is none that can be read.

    It is read again when the file has changed, and not at every keystroke.
    """
    written = sources.state(path)
    if written is None:
        return None
    state = (written, sources.state(path.parent / ORCHESTRATION_FILE))
    return cache.of_file(_Kept, path, state, lambda: _Kept(_read(_whole(path, sources)))).baseline


def _whole(path: Path, sources: Sources) -> object:
    """Return an artifact with its output ports, for which the layout of floe-core has no place."""
    data = artifact_data(path, sources)
    if not is_mapping(data) or contract_of(data) == "floe-lsp":
        return data
    beside = sources.json(path.parent / ORCHESTRATION_FILE)
    if not is_of_compilation(data.get("metadata"), beside):
        return data
    return {**data, _PORTS: field(beside, _PORTS) or []}


def artifact_data(path: Path, sources: Sources) -> object:
    """Return the plain data of the artifact at a path, ``None`` where it cannot be read."""
    if path.suffix not in YAML_SUFFIXES:
        return sources.json(path)
    try:
        return sources.document_once(path).value
    except OSError:
        return None


def _read(data: object) -> Baseline | None:
    metadata = field(data, "metadata")
    name, version = field(metadata, "product_name"), field(metadata, "product_version")
    if not isinstance(name, str) or not isinstance(version, str):
        return None
    known = dict(_contracts(data))
    return Baseline(name, version, tuple({**dict(_ports(data, version)), **known}.items()))


def _contracts(data: object) -> Iterator[tuple[str, BaselinePort]]:
    published = {field(port, "name") for _, port in items(field(data, _PORTS))}
    # Without the file beside it nobody knows the ports, and what has a contract counts as one.
    is_known = contract_of(data) == "floe-lsp" or (is_mapping(data) and _PORTS in data)
    for _, document in items(field(data, "data_contracts")):
        contract = read_contract(document)
        for table in contract.tables:
            if table.name in published or not is_known:
                yield table.name, BaselinePort(contract, table)


def _ports(data: object, version: str) -> Iterator[tuple[str, BaselinePort]]:
    for _, port in items(field(data, _PORTS)):
        name = field(port, "name")
        columns = [
            {
                "name": field(column, "name"),
                "logicalType": logical_type(str(field(column, "type"))),
                "physicalType": field(column, "type"),
                "required": field(column, "required"),
            }
            for _, column in items(field(port, "schema", "columns"))
        ]
        table = {"name": name, "properties": columns}
        contract = read_contract({"version": version, "schema": [table]})
        if contract.tables:
            yield str(name), BaselinePort(contract, contract.tables[0])
