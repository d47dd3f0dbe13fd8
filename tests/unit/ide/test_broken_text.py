"""What is told of a text that cannot be read costs no more than its length."""

from __future__ import annotations

from pathlib import Path

import pytest

from floe_lsp.ide.definitions import broken_text
from floe_lsp.ide.definitions.broken_text import declarations
from floe_lsp.ide.snapshot import Snapshot
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.session import Session

pytestmark = pytest.mark.requirement("navigation")

HEAD = "apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata: {name: orders, version: 1.0.0}\n"
BROKEN = "  - name stg_last\n\tbad: [\n"


def snapshot(text: str) -> Snapshot:
    session, path = Session(ClientFeatures(), trusted=True), Path("/orders/floe.yaml")
    session.files.open(session.store.open(path.as_uri(), path, 1, text, on_disk=True))
    document = session.files.document(path)
    found = None if document is None else session.snapshot(document)
    assert found is not None
    assert found.document.problems
    return found


@pytest.mark.parametrize(
    "item",
    [
        "  - name: stg_{}\n    dependsOn: [common]\n",
        "  - name: stg_{}\n    qualityChecks: [{{name: common, type: unique}}]\n",
    ],
)
def test_few_of_many_places_are_looked_at(item: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = snapshot(f"{HEAD}transforms:\n{''.join(map(item.format, range(500)))}{BROKEN}")
    looked_at: list[int] = []
    genuine = broken_text.cursors_at

    def counted(*given: object) -> object:
        looked_at.append(1)
        return genuine(*given)  # pyright: ignore[reportArgumentType] - as it was called

    monkeypatch.setattr(broken_text, "cursors_at", counted)
    assert declarations(found, "common") == ()
    assert len(looked_at) <= 50


@pytest.mark.parametrize("written", ["name: common", 'name: "common"', "{name: common}"])
def test_a_declaration_is_found(written: str) -> None:
    found = snapshot(f"{HEAD}transforms:\n  - {written}\n{BROKEN}")
    (span,) = declarations(found, "common")
    assert found.document.text.slice(span) == "common"
