"""``datacontract.yaml`` beside a product, and beside the manifests of its chain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.sources import Sources
from floe_lsp.files.names import CONTRACT_NAMES, MANIFEST_NAME, SPEC_NAMES
from floe_lsp.files.status import reason_of
from floe_lsp.schemas.odcs.contract import Contract, read_contract
from floe_lsp.wording.quoting import quote_name


@dataclass(frozen=True)
class ContractFile:
    """A data contract that somebody wrote."""

    document: Document

    @property
    def contract(self) -> Contract:
        """What it says, as far as it can be read."""
        return self.document.once(_contract)


@dataclass(frozen=True)
class Unread:
    """A data contract that is there and could not be read."""

    reason: str
    """As the end of a sentence, with the name of the file."""


def written_beside(file: Path, sources: Sources) -> ContractFile | Unread | None:
    """Return the data contract in the folder of a product or a manifest."""
    folder = file.parent
    path = next((folder / name for name in CONTRACT_NAMES if sources.is_file(folder / name)), None)
    if path is None:
        return None
    name = quote_name(path.name)
    if leads_out_of(folder, path, sources):
        return Unread(f"{name} is a link that leads elsewhere, and it is not followed")
    try:
        return ContractFile(sources.document(path))
    except OSError as error:
        return Unread(f"{name} cannot be read: {reason_of(error)}")


def leads_out_of(folder: Path, path: Path, sources: Sources) -> bool:
    """Return whether a link leads out of what one hand has put together around a folder.

    That is its repository, or the folder itself.
    """
    target, fence = sources.true_path(path), sources.fence(folder)
    return target is None or fence is None or not target.is_relative_to(fence)


def written_above(
    platform: Platform, product: Path, sources: Sources
) -> tuple[ContractFile | Unread, ...]:
    """Return the data contracts beside the manifests of a chain, the nearest first.

    One that stands beside a product, this one or another, is that product's. Beside the copy of a
    registry's manifest stand the copies of others.
    """
    own = (each for each in platform.documents if each.address is None)
    folders = dict.fromkeys(each.path.parent for each in own)
    found = (
        written_beside(folder / MANIFEST_NAME, sources)
        for folder in folders
        if folder != product.parent
        and not any(sources.is_file(folder / name) for name in SPEC_NAMES)
    )
    return tuple(each for each in found if each is not None)


def _contract(document: Document) -> Contract:
    # Of another program's file nothing is read, and so nothing can be repeated.
    return read_contract(None if document.is_foreign else document.value)
