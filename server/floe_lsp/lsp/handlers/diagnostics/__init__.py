"""Brings findings to the editor: pushed, or pulled where it can be told to ask again; never both.

LSP 3.17, "Publish Diagnostics" and "Pull Diagnostics".
"""

from __future__ import annotations

from .pull import Pull
from .push import Push

__all__ = ["Pull", "Push"]
