"""After the action nothing is left that it is for, and nothing is new, whatever was missing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from commands import copy_examples
from taking_over import findings, taken_over

from floe_lsp.compilation.outline import outline_of
from floe_lsp.compilation.sources import Sources
from floe_lsp.syntax import SequenceNode
from floe_lsp.syntax.edits import remove_entry, remove_item
from floe_lsp.syntax.emit import emit_flow

pytestmark = pytest.mark.requirement("dbt facts")


def damaged(spec: Path, chance: random.Random) -> str:
    """Take transforms out of a product, and let the others depend on anything that is left."""
    document = Sources().document(spec)
    text, outline = document.text, outline_of(document)
    node = document.node("transforms")
    assert isinstance(node, SequenceNode)
    left = [each for each in outline.transforms if chance.random() < 0.6]
    left = left[: len(outline.transforms) - 1] or [outline.transforms[-1]]
    names = [each.name or "" for each in left]
    edits = [
        remove_item(text, node, each)
        for each, transform in zip(node.items, outline.transforms, strict=True)
        if transform not in left
    ]
    found = text.text
    changes = [(edit.span.start, edit.span.end, edit.text) for edit in edits]
    for index, transform in enumerate(left):
        entry = transform.depends_on
        # Only on those above, so that no circle comes of it.
        some = chance.sample(names[:index], chance.randint(0, min(index, 3)))
        if entry is not None and (some or chance.random() < 0.5):
            changes.append((entry.value.start, entry.value.end, emit_flow(some)))
        elif entry is not None:
            edit = remove_entry(text, transform.node, entry.key)
            changes.append((edit.span.start, edit.span.end, edit.text))
    for start, end, new in sorted(changes, reverse=True):
        found = found[:start] + new + found[end:]
    return found


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("name", ["coffee-orders", "bike-share"])
def test_a_damaged_example_is_whole_again(name: str, seed: int, tmp_path: Path) -> None:
    folder = copy_examples(tmp_path) / name
    spec = folder / "floe.yaml"
    whole = outline_of(Sources().document(spec))
    wanted = {key: {one.name for one in each.dependencies} for key, each in whole.by_name.items()}
    text = damaged(spec, random.Random(seed))  # noqa: S311 - the same in every run
    _ = spec.write_text(text, encoding="utf-8")
    taken_over(folder)
    after = outline_of(Sources().document(spec))
    found = {key: {one.name for one in each.dependencies} for key, each in after.by_name.items()}
    assert found == wanted
    assert findings(spec) == []
    comments = [line for line in text.splitlines() if line.strip().startswith("#")]
    assert [line for line in spec.read_text().splitlines() if line in comments] == comments
