"""Words that the products of the workspace use already: tags, labels, owners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.schemas.types.raw import field, is_list, is_mapping

if TYPE_CHECKING:
    from floe_lsp.compilation import Document


def tags(snapshot: Snapshot) -> list[str]:
    """Return the tags of all transforms, the most used first."""
    return _by_use(
        tag for transform in _transforms(snapshot) for tag in _texts(field(transform, "tags"))
    )


def label_keys(snapshot: Snapshot) -> list[str]:
    """Return the keys of all labels, the most used first."""
    return _by_use(key for labels in _labels(snapshot) for key in labels)


def label_values(snapshot: Snapshot, key: str) -> list[str]:
    """Return the values of one label, the most used first."""
    return _by_use(labels[key] for labels in _labels(snapshot) if key in labels)


def owners(snapshot: Snapshot) -> list[str]:
    """Return who owns a product or a port, the most used first."""
    found: list[object] = []
    for data in _products(snapshot):
        found.append(field(field(data, "metadata"), "owner"))
        ports = field(data, "outputPorts", "output_ports")
        found.extend(field(port, "owner") for port in _list(ports))
    return _by_use(owner for owner in found if isinstance(owner, str) and owner)


def check_types(snapshot: Snapshot) -> list[str]:
    """Return the kinds of quality checks, the most used first."""
    checks = (
        check
        for transform in _transforms(snapshot)
        for check in _list(field(transform, "qualityChecks", "quality_checks"))
    )
    kinds = (field(check, "type") for check in checks)
    return _by_use(kind for kind in kinds if isinstance(kind, str) and kind)


def secrets(snapshot: Snapshot) -> list[str]:
    """Return the names of secrets that destinations use, the most used first."""
    found = (
        field(destination, "connection_secret_ref")
        for data in _products(snapshot)
        for destination in _list(field(data, "destinations"))
    )
    return _by_use(name for name in found if isinstance(name, str) and name)


def time_zones(snapshot: Snapshot) -> list[str]:
    """Return the time zones of all schedules, the most used first."""
    found = (field(field(data, "schedule"), "timezone") for data in _products(snapshot))
    return _by_use(name for name in found if isinstance(name, str) and name)


def product_names(snapshot: Snapshot) -> list[str]:
    """Return the names of all products."""
    found = (field(field(data, "metadata"), "name") for data in _products(snapshot))
    return sorted({name for name in found if isinstance(name, str) and name})


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


def _transforms(snapshot: Snapshot) -> Iterator[object]:
    for data in _products(snapshot):
        yield from _list(field(data, "transforms"))


def _labels(snapshot: Snapshot) -> Iterator[dict[str, str]]:
    for data in _products(snapshot):
        labels = field(field(data, "metadata"), "labels")
        if is_mapping(labels):
            yield {str(key): str(value) for key, value in labels.items() if value is not None}


def _list(value: object) -> list[object]:
    return list(value) if is_list(value) else []


def _texts(value: object) -> Iterator[str]:
    return (each for each in _list(value) if isinstance(each, str) and each)


def _by_use(found: Iterable[str]) -> list[str]:
    return [word for word, _ in Counter(found).most_common()]
