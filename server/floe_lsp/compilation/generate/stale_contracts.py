"""Data contracts that an earlier compilation wrote, of output ports that the product has no more.

The artifact that is about to be replaced says which contracts were written beside it. One is ours
to remove while its file still says the same; any other may be a person's, or another product's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.enforce.contracts.baseline import baseline_at
from floe_lsp.compilation.sources import Sources
from floe_lsp.files.streams import is_stream
from floe_lsp.files.targets import blocking_parent, link_out_of
from floe_lsp.schemas.odcs.contract import Contract

from .output import OutputOptions
from .ownership import is_contract, is_ours_at


def stale_contracts(
    product: str, options: OutputOptions, current: Collection[Path], inputs: Collection[Path]
) -> Iterator[Path]:
    """Yield the files of contracts that are not written any more.

    Args:
        product: The name of the product.
        options: Where its artifact goes.
        current: The files of the contracts that it has.
        inputs: What it is made of, which is never removed.
    """
    if is_stream(options.path):
        return
    sources = Sources()
    folder = options.contract_path("any").parent
    names = sources.folder(folder).files
    last = baseline_at(options.path, sources, AnalysisCache()) if names else None
    if last is None or last.product != product:
        return
    kept = {*current, *inputs}
    ports = {options.contract_path(name).name: port.contract for name, port in last.ports}
    for name in names:
        # Whatever an artifact calls its ports, it can mean no file but those of this folder.
        path = folder / name
        if name in ports and path not in kept and _is_unchanged(path, ports[name], options):
            yield path


def _is_unchanged(path: Path, contract: Contract, options: OutputOptions) -> bool:
    is_outside = options.within is not None and link_out_of(options.within, path) is not None
    if is_outside or blocking_parent(path) is not None or not is_ours_at(path, is_contract):
        return False
    try:
        return Sources().document(path).value == contract.data
    except OSError:
        return False
