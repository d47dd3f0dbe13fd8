"""What a word is, and every place that names the same: what each feature at a cursor begins with.

``definition`` says what stands at an offset, ``transforms`` which words name a transform,
``broken_text`` what can be told where the YAML could not be read, ``occurrences`` where else a
thing is named; ``written`` says where the text of a name stands.
"""

from __future__ import annotations

from .definition import Definition, definition_at, definition_of, transform_of

__all__ = ["Definition", "definition_at", "definition_of", "transform_of"]
