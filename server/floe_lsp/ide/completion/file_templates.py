"""Whole files: what completion offers in a file that is still empty, and New Product writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.plugins.sources import BUILT_IN
from floe_lsp.schemas.types.formats import PRODUCT_NAME, slug
from floe_lsp.syntax.emit import emit_flow, emit_scalar

from .context import CompletionContext
from .items import CompletionItem, ItemKind
from .snippets import Part, Placeholder

EXAMPLE = "stg_orders"
"""The name of a transform where nobody has chosen one."""


@dataclass(frozen=True)
class NewTransform:
    """A transform as a new product has it."""

    name: str
    depends_on: tuple[str, ...] = ()


def file_templates(context: CompletionContext) -> Iterator[CompletionItem]:
    """Yield a whole product and a whole manifest, the kind that the file is first."""
    product = product_template(product_name_for(context.snapshot.path.parent))
    wholes = {
        FileKind.PRODUCT: ("data product", "floe.yaml with one transform", product),
        FileKind.MANIFEST: (
            "platform manifest",
            "manifest.yaml with its plugins",
            manifest_template(),
        ),
    }
    for index, kind in enumerate(
        sorted(wholes, key=lambda kind: kind is not context.snapshot.kind)
    ):
        label, detail, parts = wholes[kind]
        yield context.item_of_parts(
            label, ItemKind.SNIPPET, _with_line_breaks(context, parts), f"!{index}", detail=detail
        )


def product_template(
    name: str,
    *,
    owner: str | None = "data-team@example.com",
    manifest: str | None = None,
    transforms: Sequence[NewTransform] = (),
) -> list[Part]:
    """Return a whole floe.yaml in which everything that is a person's to say is a placeholder.

    Args:
        name: Name of the product.
        owner: Who answers for it; ``None`` leaves the field out.
        manifest: Path of the manifest as seen from the product; ``None`` leaves the field out.
        transforms: Without any, one example.
    """
    parts: list[Part] = ["apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata:\n  name: "]
    parts += [Placeholder(emit_scalar(name)), "\n  version: 1.0.0\n"]
    if owner is not None:
        parts += ["  owner: ", Placeholder(emit_scalar(owner)), "\n"]
    if manifest is not None:
        parts += ["platform:\n  manifest: ", Placeholder(emit_scalar(manifest)), "\n"]
    parts.append("transforms:\n")
    for each in transforms or (NewTransform(EXAMPLE),):
        parts += ["  - name: ", Placeholder(emit_scalar(each.name)), "\n"]
        if each.depends_on:
            parts.append(f"    dependsOn: {emit_flow(each.depends_on)}\n")
    return parts


def product_name_for(folder: Path) -> str:
    """Return a name that a product may have, as near to that of its folder as can be."""
    return name_near(folder.name) or "my-product"


def name_near(text: str) -> str | None:
    """Return the name of a product that is nearest to a text, ``None`` where none is near."""
    near = slug(text).lstrip("0123456789-")[: PRODUCT_NAME.max_length].rstrip("-")
    return near if PRODUCT_NAME.accepts(near) else None


def manifest_template(
    name: str = "acme-platform", owner: str = "platform-team@example.com"
) -> list[Part]:
    """Return a whole manifest with an engine and an orchestrator."""
    return [
        "apiVersion: floe.dev/v1\nkind: Manifest\nmetadata:\n  name: ",
        Placeholder(emit_scalar(name)),
        "\n  version: 1.0.0\n  owner: ",
        Placeholder(emit_scalar(owner)),
        "\nplugins:\n  compute:\n    type: ",
        Placeholder(next(iter(BUILT_IN))),
        "\n  orchestrator:\n    type: dagster\n",
    ]


def _with_line_breaks(context: CompletionContext, parts: list[Part]) -> list[Part]:
    """Give the lines the line break of the document."""
    line_break = context.style.line_break
    end = context.cursor.word.span.end
    if context.snapshot.document.text.text.startswith(line_break, end):
        *parts, last = parts
        parts.append(last.rstrip("\n") if isinstance(last, str) else last)
    return [part.replace("\n", line_break) if isinstance(part, str) else part for part in parts]
