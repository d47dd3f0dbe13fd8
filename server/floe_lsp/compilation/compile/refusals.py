"""What an artifact cannot contain (E405), told where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.resolve.resolver import ResolvedProduct
from floe_lsp.schemas.types.errors import Loc
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import quote

from .dbt_profiles import blame


class Refusal(NamedTuple):
    """Something that an artifact cannot contain, by its place there."""

    loc: Loc
    message: str
    suggestion: str | None
    names_place: bool
    """Whether the message says where it is."""


def refused(
    product: Document, resolved: ResolvedProduct, refusals: Iterable[Refusal]
) -> Iterator[Diagnostic]:
    """Yield a finding for each: at the engine whose plugin made it, else at the product."""
    blamed: set[tuple[str, str]] = set()
    for found in refusals:
        output = blame(found.loc, resolved)
        if output is not None:
            # The outputs of one engine differ little, so the same is wrong in each of them.
            mistake = (output[0].name, output[1])
            if mistake in blamed:
                continue
            blamed.add(mistake)
            engine, option = output
            document, node = engine.place
            message = (
                f"{engine.source.described()} gives the profile a {quote(option)} that the "
                f"artifact cannot contain: {found.message}"
            )
            yield document.diagnostic("E405", node, message, found.suggestion)
            continue
        if found.names_place:
            message = f"the artifact cannot be written: {found.message}"
        else:
            message = f"the artifact cannot contain {dotted(found.loc) or 'this'}: {found.message}"
        at = product.key("metadata") or product.start
        yield product.diagnostic("E405", at, message, found.suggestion)
