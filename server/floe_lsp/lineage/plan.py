"""What a product reads and makes, in floe's own terms: what its lineage is told from.

It is small and of plain data, so that another process can hand it over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from floe_lsp.dbt.nodes import DbtNode
from floe_lsp.dbt.unknown import Fact
from floe_lsp.plugins.placeholders import product_slug
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.product import IngestionOutput, ResolvedModel, ResolvedOutputPort
from floe_lsp.schemas.types.secrets.doubtful import may_hold_secret

if TYPE_CHECKING:
    from floe_lsp.dbt.facts import ProjectFacts


@dataclass(frozen=True)
class Column:
    """A column of a table, as far as it is written down."""

    name: str
    type: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Table:
    """A table, by the name that its product knows it by, and what is known of it."""

    name: str
    description: str | None = None
    owner: str | None = None
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Step:
    """What makes one table of a product."""

    job: str
    kind: str
    """``MODEL``, which dbt builds, or ``INGESTION``."""
    inputs: tuple[str, ...]
    """The tables that it reads, by name."""
    output: Table
    files: str | None = None
    """What an ingestion reads: a path relative to the product, or an address of a bucket."""


@dataclass(frozen=True)
class Lineage:
    """A compilation, and what the product that it compiled reads and makes."""

    product: str
    started: datetime
    ended: datetime
    version: str | None = None
    failure: str | None = None
    """Why there is no artifact, in words that quote no document; ``None`` where there is one."""
    namespace: str | None = None
    """Of the product's tables and of what makes them; ``None`` where it failed."""
    owner: str | None = None
    description: str | None = None
    repository: str | None = None
    commit: str | None = None
    steps: tuple[Step, ...] = ()


def lineage_of(
    artifacts: CompiledArtifacts, dbt: ProjectFacts | None, started: datetime, ended: datetime
) -> Lineage:
    """Return the lineage of a product that is compiled.

    Texts that may hold a secret are left out. Tables go by the names that the product has for
    them, and not by those of a database: which that is, only a run in an environment knows.

    Args:
        artifacts: The artifact.
        dbt: The dbt project beside it, which knows sources, seeds and columns.
        started: When the compilation began, with zone.
        ended: When it ended, with zone.
    """
    metadata, product = artifacts.metadata, artifacts.product
    nodes: Mapping[str, DbtNode] = {} if dbt is None else dbt.nodes
    models = {each.name: each for each in nodes.values() if _is_read(each)}
    owner = None if product is None else _told(product.owner)
    ports = {port.name: port for port in artifacts.output_ports}
    transforms = artifacts.transforms.models if artifacts.transforms else ()
    slug = product_slug(metadata.product_name)
    return Lineage(
        metadata.product_name,
        started,
        ended,
        metadata.product_version,
        namespace=artifacts.observability.lineage_namespace,
        owner=owner,
        description=None if product is None else _told(product.description),
        repository=_told(artifacts.identity.repository),
        # What a changed file says is of no commit.
        commit=metadata.git_commit if metadata.git_dirty is False else None,
        steps=(
            *(_ingested(output, slug, owner) for output in artifacts.ingestion_outputs),
            *(
                _built(each, slug, owner, nodes, models.get(each.name), ports.get(each.name))
                for each in transforms
            ),
        ),
    )


def _ingested(output: IngestionOutput, slug: str, owner: str | None) -> Step:
    return Step(
        f"ingestion.{slug}.{output.source_name}",
        "INGESTION",
        (),
        Table(output.physical_table, owner=owner),
        _told(output.source_path),
    )


def _built(
    model: ResolvedModel,
    slug: str,
    owner: str | None,
    nodes: Mapping[str, DbtNode],
    node: DbtNode | None,
    port: ResolvedOutputPort | None,
) -> Step:
    description = None if port is None else port.description
    if not description and node is not None and node.knows(Fact.DESCRIPTION):
        description = node.description
    table = Table(
        model.name,
        _told(description),
        _told(port.owner) if port is not None and port.owner else owner,
        tuple(_columns(node, port)),
    )
    reads: Iterable[str] = () if node is None else _reads(node, nodes)
    inputs = dict.fromkeys((*(model.depends_on or ()), *reads))
    return Step(f"model.{slug}.{model.name}", "MODEL", tuple(inputs), table)


def _is_read(node: DbtNode) -> bool:
    """Whether a node is the model that a transform means: of several versions the latest."""
    return node.kind == "model" and (node.version is None or node.is_latest)


def _reads(node: DbtNode, nodes: Mapping[str, DbtNode]) -> Iterator[str]:
    """Yield the tables that the SQL of a model reads, as far as they are known."""
    if node.knows(Fact.EDGES):
        yield from (nodes[each].name for each in node.depends_on if each in nodes)


def _columns(node: DbtNode | None, port: ResolvedOutputPort | None) -> Iterator[Column]:
    """Yield the columns that readers are promised, then the others that dbt's files describe."""
    described = node.columns if node is not None and node.knows(Fact.COLUMNS) else ()
    by_name = {each.name: each for each in described}
    promised = () if port is None else port.columns
    for each in promised:
        of_dbt = by_name.get(each.name)
        words = each.description or (of_dbt.description if of_dbt is not None else None)
        yield Column(each.name, each.type, _told(words))
    names = {each.name for each in promised}
    for each in described:
        if each.name not in names and not may_hold_secret(each.name):
            yield Column(each.name, _told(each.data_type), _told(each.description))


def _told(text: str | None) -> str | None:
    """Return a text unless it is empty or may hold a secret."""
    return text if text and not may_hold_secret(text) else None
