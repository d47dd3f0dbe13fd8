"""Rules that a schema cannot state: a file for each idea, and a line in the table of its files.

A rule is a function from what it looks at to findings; its name is that of its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from floe_lsp.compilation.diagnostics import Diagnostic
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.outline import ProductOutline

from . import (
    approved_plugins,
    cron,
    cycles,
    dependencies,
    manifest_fields,
    names,
    numbers,
    placeholders,
    plugin_names,
    secrets,
    time_zone,
)

ProductRule = Callable[[ProductOutline], Iterator[Diagnostic]]
DocumentRule = Callable[[Document], Iterator[Diagnostic]]

PRODUCT_RULES: tuple[ProductRule, ...] = (
    dependencies.check,
    cycles.check,
    names.check,
    cron.check,
    time_zone.check,
    plugin_names.check_engines,
)
"""What VALIDATE asks of floe.yaml beyond its schema."""

MANIFEST_RULES: tuple[DocumentRule, ...] = (
    manifest_fields.check,
    approved_plugins.check,
    plugin_names.check_plugins,
)
"""What VALIDATE asks of a manifest beyond its schema."""

DOCUMENT_RULES: tuple[DocumentRule, ...] = (secrets.check, numbers.check, placeholders.check)
"""What VALIDATE asks of every file."""
