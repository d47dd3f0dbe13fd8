"""Names and labels that Kubernetes takes, of what floe allows more of.

https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ (RFC 1123) and
https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

PRODUCT_LABEL: Final = "app.kubernetes.io/name"
"""The label that says of which product a resource is."""

LONGEST_CRON_JOB: Final = 52
"""Characters; Kubernetes adds eleven to the name of each Job that it makes, which takes 63."""

_LONGEST_LABEL: Final = 63
_LONGEST_NAME: Final = 253
_DNS_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.ASCII)
_QUALIFIED: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)
_DIGITS: Final = 8
"""Of the digest that keeps two shortened names apart."""


def is_dns_label(text: str) -> bool:
    """Whether a text can be the name of any resource: that of a namespace, a Job, a Secret."""
    return len(text) <= _LONGEST_LABEL and _DNS_LABEL.fullmatch(text) is not None


def is_dns_name(text: str) -> bool:
    """Whether a text can be a name of one or several labels, as that of a Secret (RFC 1123)."""
    return len(text) <= _LONGEST_NAME and all(map(is_dns_label, text.split(".")))


def is_label(key: str, value: str) -> bool:
    """Whether a cluster takes a label: a name with a prefix or without one, and its value."""
    prefix, slash, name = key.rpartition("/")
    return (
        (is_dns_name(prefix) if slash else not prefix)
        and _is_qualified(name)
        and (not value or _is_qualified(value))
    )


def _is_qualified(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and _QUALIFIED.fullmatch(text) is not None


def resource_name(name: str, longest: int = LONGEST_CRON_JOB) -> str:
    """Return a name for a resource: the given one if it can be, else one that is derived from it.

    Two names that are not the same result in two that are not the same.

    Args:
        name: That of a product.
        longest: The most characters of the result.
    """
    if len(name) <= longest and is_dns_label(name):
        return name
    head = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return _shortened(head, name, longest)


def label_value(text: str) -> str:
    """Return a text as the value of a label: 63 characters, a letter or digit at both ends."""
    kept = re.sub(r"[^A-Za-z0-9._-]", "-", text)
    trimmed = kept.strip("._-")
    if trimmed == text and len(text) <= _LONGEST_LABEL:
        return text
    return _shortened(trimmed, text, _LONGEST_LABEL)


def _shortened(head: str, whole: str, longest: int) -> str:
    digest = hashlib.sha256(whole.encode()).hexdigest()[:_DIGITS]
    kept = head[: longest - _DIGITS - 1].rstrip("._-")
    return f"{kept}-{digest}" if kept else f"floe-{digest}"
