"""Files beside an artifact that an earlier compilation wrote and that have no place there any more.

They are the data contracts of output ports that are gone, and what the layout of floe-core had no
place for, once another layout is written. The artifact that is about to be replaced says what was
written with it. A file is ours to remove while it still says the same; any other may be a person's,
or another product's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import cast

from floe_lsp.compilation.cache import AnalysisCache
from floe_lsp.compilation.enforce.contracts.baseline import artifact_data, baseline_at
from floe_lsp.compilation.sources import Sources
from floe_lsp.files.names import ORCHESTRATION_FILE
from floe_lsp.files.streams import is_stream
from floe_lsp.files.targets import blocking_parent, link_out_of
from floe_lsp.schemas.artifact.same_compilation import is_of_compilation
from floe_lsp.schemas.artifact.text import json_text
from floe_lsp.schemas.odcs.contract import Contract
from floe_lsp.schemas.types.raw import field

from .output import OutputOptions
from .ownership import is_contract, is_orchestration, is_ours_at


def stale_files(
    product: str, options: OutputOptions, contracts: Collection[Path], inputs: Collection[Path]
) -> Iterator[Path]:
    """Yield the files that are not written any more.

    Args:
        product: The name of the product.
        options: Where its artifact goes.
        contracts: The files of the contracts that it has.
        inputs: What it is made of, which is never removed.
    """
    if is_stream(options.path):
        return
    sources = Sources()
    kept = {*contracts, *inputs}
    yield from (path for path in _contracts(product, options, sources) if path not in kept)
    beside = options.path.parent / ORCHESTRATION_FILE
    if beside not in {*kept, options.path, options.orchestration_path}:
        yield from _orchestration(product, beside, options, sources)


def _contracts(product: str, options: OutputOptions, sources: Sources) -> Iterator[Path]:
    """Yield the contracts that stand there as the last compilation wrote them."""
    folder = options.contract_path("any").parent
    names = sources.folder(folder).files
    last = baseline_at(options.path, sources, AnalysisCache()) if names else None
    if last is None or last.product != product:
        return
    ports = {options.contract_path(name).name: port.contract for name, port in last.ports}
    for name in names:
        # Whatever an artifact calls its ports, it can mean no file but those of this folder.
        if name in ports and _is_unchanged(folder / name, ports[name], options):
            yield folder / name


def _is_unchanged(path: Path, contract: Contract, options: OutputOptions) -> bool:
    if _is_elsewhere(path, options) or not is_ours_at(path, is_contract):
        return False
    try:
        return Sources().document(path).value == contract.data
    except OSError:
        return False


def _orchestration(
    product: str, path: Path, options: OutputOptions, sources: Sources
) -> Iterator[Path]:
    """Yield what was written beside the last artifact, where that is of the same compilation."""
    if _is_elsewhere(path, options) or not is_ours_at(path, is_orchestration):
        return
    last, beside = artifact_data(options.path, sources), sources.json(path)
    is_as_written = sources.text(path) == json_text(cast("Mapping[str, object]", beside))
    is_of_product = field(field(last, "metadata"), "product_name") == product
    if is_as_written and is_of_product and is_of_compilation(field(last, "metadata"), beside):
        yield path


def _is_elsewhere(path: Path, options: OutputOptions) -> bool:
    is_outside = options.within is not None and link_out_of(options.within, path) is not None
    return is_outside or blocking_parent(path) is not None
