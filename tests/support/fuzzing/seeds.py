"""The files of the annotated documents and of the examples, with which a run begins."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import corpus

from .mutations import MOST_CHARACTERS

_ROOT = Path(__file__).parents[3]
_CURSOR = "<|>"
_EXAMPLE = {
    "floe.yaml": "examples/coffee-orders/floe.yaml",
    "manifest.yaml": "examples/manifest.yaml",
}

Files = tuple[tuple[str, str], ...]
"""Names, relative to a folder, with their texts; a product comes first."""


@cache
def cases() -> tuple[Files, ...]:
    """Return the files of each document: a product, its manifest, what else is YAML."""
    return tuple(dict.fromkeys(_cases()))


def _cases() -> Iterator[Files]:
    yield tuple(corpus.DEFAULT_FILES.items())
    yield from without_a_manifest()
    yield tuple(
        (name, (_ROOT / path).read_text(encoding="utf-8")) for name, path in _EXAMPLE.items()
    )
    folders = ("tests/corpus", "tests/editor", "docs/codes")
    for path in (file for folder in folders for file in sorted((_ROOT / folder).rglob("*.md"))):
        for case in corpus.read(path):
            texts = {
                name: corpus.unmarked(fence.body).replace(_CURSOR, "")
                for name, fence in case.files.items()
                if name.endswith((".yaml", ".yml")) and not name.startswith(corpus.SITE)
            }
            names = {Path(name).name for name in texts}
            texts |= {
                name: text for name, text in corpus.DEFAULT_FILES.items() if name not in names
            }
            if all(len(text) <= MOST_CHARACTERS for text in texts.values()):
                first = next(name for name in texts if Path(name).name == "floe.yaml")
                yield ((first, texts.pop(first)), *texts.items())


def without_a_manifest() -> Iterator[Files]:
    """A product that names no manifest, or none that is there, beside good and bad ones."""
    product, manifest = corpus.DEFAULT_FILES["floe.yaml"], corpus.DEFAULT_FILES["manifest.yaml"]
    head, _, rest = product.partition("transforms:")
    others = (
        ("good/manifest.yaml", manifest),
        ("bad/manifest.yaml", "apiVersion: floe.dev/v1\nkind: Manifest\nmetadata: [\n"),
        ("unknown/manifest.yaml", manifest.replace("duckdb", "nothing-of-this-name")),
    )
    for named in ("", " {}", "\n  manifest:", "\n  manifest: a.yaml"):
        platform = named and f"platform:{named}\n"
        text = f"{head}{platform}transforms:{rest}"
        yield (("orders/floe.yaml", text),)
        yield (("orders/floe.yaml", text), *others)
