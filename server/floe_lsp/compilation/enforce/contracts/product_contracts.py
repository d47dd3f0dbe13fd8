"""The data contracts of a product on its platform: one value that checks and the artifact share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.sources import Sources
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import DataContractsConfig
from floe_lsp.schemas.odcs.contract import Contract
from floe_lsp.schemas.product.floe_spec import FloeSpec

from .files import ContractFile, Unread, written_above, written_beside
from .generation import ContractMaker, PortContract
from .published import PublishedPort, published_ports
from .validity import contract_problems


@dataclass(frozen=True)
class ProductContracts:
    """What is written and what is made."""

    config: DataContractsConfig
    ports: tuple[PublishedPort, ...]
    written: ContractFile | None
    above: tuple[ContractFile, ...]
    """The contracts of the platform, the nearest first."""
    unread: tuple[Unread, ...]
    contracts: tuple[PortContract, ...]
    """Of each port that has one."""
    without_contracts: tuple[str, ...] = ()
    """The addresses of the platform's manifests that a registry holds, which has no contracts."""

    @property
    def names(self) -> frozenset[str]:
        """The names of the output ports."""
        return frozenset(port.name for port in self.ports)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The files that were read for them."""
        own = () if self.written is None else (self.written.document,)
        return (*own, *(each.document for each in self.above))

    @property
    def is_readable(self) -> bool:
        """Whether the product's contract could be parsed, if it has one."""
        return self.written is None or not self.written.document.problems

    @property
    def is_sound(self) -> bool:
        """Whether all that is written is valid and was read, so that more can be told of it."""
        return not self.unread and not any(
            next(contract_problems(each), None) for each in self.documents
        )

    def of_port(self, name: str) -> PortContract | None:
        """Return the contract of a port."""
        return next((each for each in self.contracts if each.port == name), None)

    def distinct(self) -> Iterator[Contract]:
        """Yield each contract once, in the order of the ports; none where one is not valid.

        Nothing is derived in the place of what somebody wrote and may be about to correct.
        """
        if not self.is_sound:
            return
        seen: set[int] = set()
        for each in self.contracts:
            if id(each.contract) not in seen:
                seen.add(id(each.contract))
                yield each.contract


def product_contracts(
    product: Document,
    spec: FloeSpec,
    platform: Platform,
    sources: Sources,
) -> ProductContracts:
    """Read the contracts of a product and of its platform, and make those that are missing.

    Args:
        product: The floe.yaml.
        spec: The valid product.
        platform: Its platform.
        sources: Where files are read.
    """
    governance = platform.governance or GovernanceConfig()
    config = governance.data_contracts or DataContractsConfig()
    beside = written_beside(product.path, sources)
    around = written_above(platform, product.path, sources)
    written = beside if isinstance(beside, ContractFile) else None
    above = tuple(each for each in around if isinstance(each, ContractFile))
    floors = [each.contract for each in above]
    maker = ContractMaker(spec, config.auto_generation, config.inheritance_mode, floors)
    return ProductContracts(
        config,
        published_ports(product, spec),
        written,
        above,
        tuple(each for each in (beside, *around) if isinstance(each, Unread)),
        tuple(maker.contracts(None if written is None else written.contract)),
        tuple(str(each.address) for each in platform.documents if each.address is not None),
    )
