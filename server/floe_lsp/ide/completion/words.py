"""Words that the products of the workspace use already: tags, labels, owners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.places import (
    KeySource,
    PlacePattern,
    ValueSource,
    WordKind,
    places_of,
    places_with,
)
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.types.raw import is_mapping

if TYPE_CHECKING:
    from floe_lsp.compilation import Document


def tags(snapshot: Snapshot) -> list[str]:
    """Return the tags of all transforms, the most used first."""
    return _by_use(_known(snapshot, ValueSource.TAGS))


def label_keys(snapshot: Snapshot) -> list[str]:
    """Return the keys of all labels, the most used first."""
    return _by_use(key for labels in _labels(snapshot) for key in labels)


def label_values(snapshot: Snapshot, key: str) -> list[str]:
    """Return the values of one label, the most used first."""
    return _by_use(labels[key] for labels in _labels(snapshot) if key in labels)


def owners(snapshot: Snapshot) -> list[str]:
    """Return who owns a product or a port, the most used first."""
    return _by_use(_known(snapshot, ValueSource.OWNERS))


def check_types(snapshot: Snapshot) -> list[str]:
    """Return the kinds of quality checks, the most used first."""
    return _by_use(_known(snapshot, ValueSource.CHECK_TYPES))


def secrets(snapshot: Snapshot) -> list[str]:
    """Return the names of secrets that destinations use, the most used first."""
    return _by_use(_known(snapshot, ValueSource.SECRETS))


def time_zones(snapshot: Snapshot) -> list[str]:
    """Return the time zones of all schedules, the most used first."""
    return _by_use(_known(snapshot, ValueSource.TIME_ZONES))


def product_names(snapshot: Snapshot) -> list[str]:
    """Return the names of all products."""
    places = [pattern for pattern, _ in places_of(FileKind.PRODUCT, WordKind.PRODUCT)]
    return sorted(set(_written(snapshot, places)))


def _known(snapshot: Snapshot, source: ValueSource) -> Iterator[str]:
    """The texts that the products have wherever one source knows the values."""
    return _written(snapshot, places_with(FileKind.PRODUCT, source))


def _written(snapshot: Snapshot, places: Sequence[PlacePattern]) -> Iterator[str]:
    """The texts that the products have at some places, product by product."""
    for data in _products(snapshot):
        for place in places:
            yield from (text for text in place.values(data) if isinstance(text, str) and text)


def _products(snapshot: Snapshot) -> Iterator[object]:
    documents: dict[object, Document] = {
        path: analysis.product
        for path, analysis in snapshot.products.items()
        if analysis.product is not None
    }
    if snapshot.last_good is not None and snapshot.path in documents:
        documents[snapshot.path] = snapshot.last_good
    for document in documents.values():
        yield document.value


def _labels(snapshot: Snapshot) -> Iterator[dict[str, str]]:
    places = places_with(FileKind.PRODUCT, KeySource.LABELS)
    for data in _products(snapshot):
        for labels in (value for place in places for value in place.values(data)):
            if is_mapping(labels):
                yield {str(key): str(value) for key, value in labels.items() if value is not None}


def _by_use(found: Iterable[str]) -> list[str]:
    return [word for word, _ in Counter(found).most_common()]
