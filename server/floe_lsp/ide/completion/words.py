"""Words that the products of the workspace use already: tags, labels, owners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.places import PlacePattern
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.types.raw import is_mapping

if TYPE_CHECKING:
    from floe_lsp.compilation import Document

_NAME = PlacePattern(FileKind.PRODUCT, "metadata.name")
_OWNER = PlacePattern(FileKind.PRODUCT, "metadata.owner")
_LABELS = PlacePattern(FileKind.PRODUCT, "metadata.labels")
_TAGS = PlacePattern(FileKind.PRODUCT, "transforms[].tags[]")
_CHECK_TYPES = PlacePattern(FileKind.PRODUCT, "transforms[].qualityChecks[].type")
_TIME_ZONE = PlacePattern(FileKind.PRODUCT, "schedule.timezone")
_PORT_OWNERS = PlacePattern(FileKind.PRODUCT, "outputPorts[].owner")
_SECRETS = PlacePattern(FileKind.PRODUCT, "destinations[].connection_secret_ref")


def tags(snapshot: Snapshot) -> list[str]:
    """Return the tags of all transforms, the most used first."""
    return _by_use(_written(snapshot, _TAGS))


def label_keys(snapshot: Snapshot) -> list[str]:
    """Return the keys of all labels, the most used first."""
    return _by_use(key for labels in _labels(snapshot) for key in labels)


def label_values(snapshot: Snapshot, key: str) -> list[str]:
    """Return the values of one label, the most used first."""
    return _by_use(labels[key] for labels in _labels(snapshot) if key in labels)


def owners(snapshot: Snapshot) -> list[str]:
    """Return who owns a product or a port, the most used first."""
    return _by_use(_written(snapshot, _OWNER, _PORT_OWNERS))


def check_types(snapshot: Snapshot) -> list[str]:
    """Return the kinds of quality checks, the most used first."""
    return _by_use(_written(snapshot, _CHECK_TYPES))


def secrets(snapshot: Snapshot) -> list[str]:
    """Return the names of secrets that destinations use, the most used first."""
    return _by_use(_written(snapshot, _SECRETS))


def time_zones(snapshot: Snapshot) -> list[str]:
    """Return the time zones of all schedules, the most used first."""
    return _by_use(_written(snapshot, _TIME_ZONE))


def product_names(snapshot: Snapshot) -> list[str]:
    """Return the names of all products."""
    return sorted(set(_written(snapshot, _NAME)))


def _written(snapshot: Snapshot, *places: PlacePattern) -> Iterator[str]:
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
    for data in _products(snapshot):
        for labels in _LABELS.values(data):
            if is_mapping(labels):
                yield {str(key): str(value) for key, value in labels.items() if value is not None}


def _by_use(found: Iterable[str]) -> list[str]:
    return [word for word, _ in Counter(found).most_common()]
