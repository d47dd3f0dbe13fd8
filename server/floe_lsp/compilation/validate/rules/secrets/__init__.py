"""E122: a credential written into a file."""

from .rule import check

__all__ = ["check"]
