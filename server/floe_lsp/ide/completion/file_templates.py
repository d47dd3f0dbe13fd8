"""Whole files, for a file that is still empty."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.ide.kinds import FileKind

from .context import CompletionContext
from .items import CompletionItem, ItemKind
from .snippets import Hole, Part


def file_templates(context: CompletionContext) -> Iterator[CompletionItem]:
    """Yield a whole product and a whole manifest, the kind that the file is first."""
    name = context.snapshot.path.parent.name.lower().replace("_", "-").replace(" ", "-")
    wholes = {
        FileKind.PRODUCT: ("data product", "floe.yaml with one transform", _product(name)),
        FileKind.MANIFEST: ("platform manifest", "manifest.yaml with its plugins", _manifest()),
    }
    for index, kind in enumerate(
        sorted(wholes, key=lambda kind: kind is not context.snapshot.kind)
    ):
        label, detail, parts = wholes[kind]
        yield context.item_of_parts(
            label, ItemKind.SNIPPET, _broken(context, parts), f"!{index}", detail=detail
        )


def _broken(context: CompletionContext, parts: list[Part]) -> list[Part]:
    """Give the lines the line break of the document."""
    line_break = context.style.line_break
    end = context.cursor.word.span.end
    if context.snapshot.document.text.text.startswith(line_break, end):
        *parts, last = parts
        parts.append(last.rstrip("\n") if isinstance(last, str) else last)
    return [part.replace("\n", line_break) if isinstance(part, str) else part for part in parts]


def _product(name: str) -> list[Part]:
    return [
        "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata:\n  name: ",
        Hole(name),
        "\n  version: ",
        "1.0.0",
        "\n  owner: ",
        Hole("data-team@example.com"),
        "\ntransforms:\n  - name: ",
        Hole("stg_orders"),
        "\n",
    ]


def _manifest() -> list[Part]:
    return [
        "apiVersion: floe.dev/v1\nkind: Manifest\nmetadata:\n  name: ",
        Hole("acme-platform"),
        "\n  version: 1.0.0\n  owner: ",
        Hole("platform-team@example.com"),
        "\nplugins:\n  compute:\n    type: ",
        Hole(choices=("duckdb", "snowflake", "bigquery", "databricks", "spark", "postgres")),
        "\n  orchestrator:\n    type: dagster\n",
    ]
