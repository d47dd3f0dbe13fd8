"""What a manifest does to its products, kept result by result, is what ``impact`` finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import DEFAULT_FILES
from floe_lsp.compilation import Analysis, Document, Sources, analyze
from floe_lsp.compilation.impact import impact
from floe_lsp.lsp.state.governance import Governance
from floe_lsp.syntax import SourceText

pytestmark = pytest.mark.requirement("E217")

PRODUCTS = [Path(f"/{name}/floe.yaml") for name in "abc"]
MANIFEST, OTHER = Path("/manifest.yaml"), Path("/other/manifest.yaml")


def _sources() -> Sources:
    sources = Sources()
    text = DEFAULT_FILES["manifest.yaml"]
    sources.open(MANIFEST, SourceText(text))
    sources.open(OTHER, SourceText(text))
    return sources


SOURCES = _sources()


def variants(path: Path) -> list[Analysis]:
    """A product that passes, one that fails on its platform, by itself, and on another one."""
    good = DEFAULT_FILES["floe.yaml"]
    found: list[Analysis] = []
    for text, manifest in (
        (good, MANIFEST),
        (good + "    compute: duckbd\n", MANIFEST),
        (good + "    compute: sparc\n", MANIFEST),
        (good + "    tier: 1\n", MANIFEST),
        (good + "    compute: duckbd\n", OTHER),
    ):
        SOURCES.open(path, SourceText(text))
        found.append(analyze(path, manifest, sources=SOURCES))
    return found


ANALYSES = {path: variants(path) for path in PRODUCTS}
STEP = st.tuples(st.sampled_from(PRODUCTS), st.none() | st.integers(0, 4))


def test_the_variants_are_what_they_are_called() -> None:
    failed = [each.failed_stage for each in ANALYSES[PRODUCTS[0]]]
    assert [None if each is None else each.value for each in failed] == [
        *(None, "RESOLVE", "RESOLVE", "VALIDATE", "RESOLVE"),
    ]


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=12))
def test_kept_incrementally_is_recomputed(steps: list[tuple[Path, Any]]) -> None:
    governance = Governance()
    known: dict[Path, Analysis] = {}
    manifests: list[Document] = [SOURCES.document(path) for path in (MANIFEST, OTHER)]
    before: dict[Path, object] = {MANIFEST: None, OTHER: None}
    for product, variant in steps:
        if variant is None:
            known.pop(product, None)
            changed = governance.drop(product)
        else:
            known[product] = ANALYSES[product][variant]
            changed = governance.set(known[product])
        for manifest in manifests:
            found = governance.impact(manifest, known)
            assert found == impact(manifest, known.values())
            assert found == before[manifest.path] or manifest.path in changed
            assert governance.impact(manifest, known) is found, "made once"
            before[manifest.path] = found
