"""A fix of a whole file is offered once, at each of the findings that go with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.doubling import write
from benchmarks.growing import FAMILIES
from floe_lsp.compilation import Sources, analyze
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.ide.code_actions import code_actions
from floe_lsp.ide.fixes.actions import CodeAction
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.syntax import Span


def offered(folder: Path, text: str, span: Span) -> list[CodeAction]:
    path, sources = write(folder, text, is_manifest=False), Sources()
    products = {path: analyze(path, sources=sources)}
    snapshot = Snapshot(sources.document(path), FileKind.PRODUCT, products, sources=sources)
    actions = code_actions(snapshot, span, ("quickfix",))
    return [each for each in actions if re.search(r"[\d,]+ look-alike characters", each.title)]


@pytest.mark.requirement("E027")
@pytest.mark.requirement("E135")
@pytest.mark.parametrize(
    "name",
    ["look-alikes around values", "look-alikes in front of items", "look-alikes below keys"],
)
def test_it_is_offered_once_wherever_one_asks(tmp_path: Path, name: str) -> None:
    text = FAMILIES[name].text(30)
    places = [match.start() for match in re.finditer("[^\x00-\x7f]", text)]
    for at in places:
        (action,) = offered(tmp_path, text, Span(at, at))
        assert [each.location.span.start <= at for each in action.diagnostics] == [True]
    (action,) = offered(tmp_path, text, Span(0, len(text)))
    assert len(action.diagnostics) == 30
    replaced = "".join(text[slice(*edit.location.span)] for edit in action.edits)
    assert replaced == "".join(text[at] for at in places)
    assert offered(tmp_path, text, Span(0, 1)) == []
