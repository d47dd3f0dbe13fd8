"""A file of the dbt project beside a product, and what the names in it are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.ide.definitions.project import products_beside
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import SourceText

if TYPE_CHECKING:
    from floe_lsp.dbt.names import NamedModel


@dataclass(frozen=True, eq=False)
class DbtFile:
    """A model, a test, a macro, a property file: any file in which the project names its models."""

    path: Path
    text: SourceText
    product: Snapshot
    """The product whose dbt project holds the file."""

    @cached_property
    def products(self) -> tuple[Snapshot, ...]:
        """The product, then the others of its folder that are known."""
        return (self.product, *products_beside(self.product))

    def product_of(self, name: str) -> Snapshot:
        """Return the product that declares a transform: the first one, where none does."""
        declaring = (each for each in self.products if name in each.outline.by_name)
        return next(declaring, self.product)

    def masked(self, words: str) -> str:
        """Return words to be shown, without the secrets of the products and their manifests."""
        for each in self.products:
            words = each.masked(words)
        return words

    @property
    def names(self) -> Sequence[NamedModel]:
        """The names of models in it, in the order of the text; none where it is another text."""
        names = self.product.dbt.names.in_file.get(self.path, ())
        is_same = bool(names) and names[0].text.text == self.text.text
        return names if is_same else ()

    @property
    def model(self) -> str | None:
        """The name of the model that the file makes."""
        found = self.product.dbt.model_of_file.get(self.path)
        return None if found is None else found.name

    def name_at(self, offset: int) -> NamedModel | None:
        """Return the name at a code-point offset, ``None`` between names."""
        names = self.names
        at = bisect_right(names, offset, key=lambda each: each.span.start)
        if at and offset <= names[at - 1].span.end:
            return names[at - 1]
        return None
