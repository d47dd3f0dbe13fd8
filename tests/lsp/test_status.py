"""``floe/status``: what an editor shows of each product, for one that asks for it."""

from __future__ import annotations

import platform
import time
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from wire import Message, Wire

from corpus import DEFAULT_FILES
from floe_lsp import __version__

pytestmark = pytest.mark.requirement("status")
METHOD = "floe/status"
SECONDS = 0.1
"""How long results are gathered."""
WANTED = {"statusNotification": True}
GOOD = DEFAULT_FILES["floe.yaml"]
WRONG = GOOD + "  - name: gold_orders\n    dependsOn: [stg_order]\n"


@pytest.fixture
def product(tmp_path: Path) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir()
    (folder / "floe.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "manifest.yaml").write_text(DEFAULT_FILES["manifest.yaml"], encoding="utf-8")
    return folder / "floe.yaml"


def told(product: Path, **more: object) -> Message:
    """What is told of the product."""
    return {
        "uri": product.as_uri(),
        "name": "orders",
        "manifests": [(product.parent.parent / "manifest.yaml").as_uri()],
        "manifestFoundBy": "folder",
        "errors": 0,
        "warnings": 0,
        **more,
    }


class Known:
    """What an editor knows from the notifications so far."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.products: dict[str, Message] = {}
        self.server: list[Message] = []
        self.messages = 0

    def until(self, *products: Message) -> None:
        while sorted(self.products.values(), key=repr) != sorted(products, key=repr):
            self._take(self.wire.notification(METHOD))

    def _take(self, params: Any) -> None:
        self.messages += 1
        self.server += [params["server"]] if "server" in params else []
        assert "server" in params or params["products"] or params["removed"], "news of nothing"
        for uri in params["removed"]:
            del self.products[uri]
        for each in params["products"]:
            assert self.products.get(each["uri"]) != each, "no news"
            self.products[each["uri"]] = each


def test_what_changes_is_told(product: Path) -> None:
    other = product.parent.parent / "other" / "floe.yaml"
    with Wire() as wire:
        wire.initialize(product.parent.parent, options=WANTED)
        known = Known(wire)
        known.until(told(product))
        assert known.server == [{"version": __version__, "python": platform.python_version()}]
        wire.open(product.as_uri(), WRONG)
        known.until(told(product, errors=1))
        wire.change(product.as_uri(), 2, {"text": GOOD})
        known.until(told(product))
        other.parent.mkdir()
        other.write_text(GOOD.replace("name: orders", "name: other"), encoding="utf-8")
        wire.open(other.as_uri(), other.read_text(encoding="utf-8"))
        known.until(told(product), told(other, name="other"))
        other.unlink()
        wire.close(other.as_uri())
        wire.change(product.as_uri(), 3, {"text": WRONG})
        known.until(told(product, errors=1))
        assert len(known.server) == 1
        assert wire.shut_down() == 0


def test_how_the_manifest_was_found_is_told_by_an_id(product: Path) -> None:
    named = GOOD + "platform:\n  manifest: ../manifest.yaml\n"
    with Wire() as wire:
        wire.initialize(product.parent.parent, options=WANTED)
        known = Known(wire)
        known.until(told(product, manifestFoundBy="folder"))
        wire.open(product.as_uri(), named)
        known.until(told(product, manifestFoundBy="field"))
        settings = {"settings": {"floe": {"manifest": "manifest.yaml"}}}
        wire.notify("workspace/didChangeConfiguration", settings)
        known.until(told(product, manifestFoundBy="option"))
        assert wire.shut_down() == 0


def test_a_finding_counts_as_what_the_settings_make_of_it(product: Path) -> None:
    product.write_text(WRONG, encoding="utf-8")
    with Wire() as wire:
        wire.initialize(product.parent.parent, options=WANTED)
        known = Known(wire)
        known.until(told(product, errors=1))
        counts = {"warning": (0, 1), "off": (0, 0), "error": (1, 0), "hint": (0, 0)}
        for severity, (errors, warnings) in counts.items():
            settings = {"floe": {"severities": {"E110": severity}}}
            wire.notify("workspace/didChangeConfiguration", {"settings": settings})
            known.until(told(product, errors=errors, warnings=warnings))
            answer = wire.ask("workspace/executeCommand", {"command": "floe.doctor"})
            (shown,) = answer["result"]["products"]
            assert (shown["errors"], shown["warnings"]) == (errors, warnings)
        assert wire.shut_down() == 0


def test_a_deleted_product_is_told_as_removed_at_once(product: Path) -> None:
    with Wire() as wire:
        wire.initialize(product.parent.parent, options=WANTED)
        known = Known(wire)
        known.until(told(product))
        product.unlink()
        deleted = {"uri": product.as_uri(), "type": types.FileChangeType.Deleted.value}
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [deleted]})
        known.until()
        assert wire.shut_down() == 0


def test_an_edit_that_changes_nothing_of_it_is_not_told(product: Path) -> None:
    with Wire() as wire:
        wire.initialize(product.parent.parent, options=WANTED)
        known = Known(wire)
        known.until(told(product))
        wire.open(product.as_uri(), GOOD)
        for version in range(2, 12):
            wire.change(product.as_uri(), version, {"text": GOOD + f"# {version}\n"})
            wire.diagnostics(product.as_uri(), version)
        wire.change(product.as_uri(), 12, {"text": WRONG})
        known.until(told(product, errors=1))
        assert not [each for each in wire.left if each.get("method") == METHOD]
        assert wire.shut_down() == 0


def test_an_edit_of_a_manifest_is_told_in_few_messages(product: Path) -> None:
    workspace, count = product.parent.parent, 60
    manifest = workspace / "manifest.yaml"
    products = [product]
    for number in range(count):
        path = workspace / f"p{number}" / "floe.yaml"
        path.parent.mkdir()
        path.write_text(GOOD, encoding="utf-8")
        products.append(path)
    with Wire() as wire:
        wire.initialize(workspace, options=WANTED)
        known = Known(wire)
        known.until(*map(told, products))
        text = manifest.read_text(encoding="utf-8")
        wire.open(manifest.as_uri(), text)
        known.messages, begin = 0, time.monotonic()
        wire.change(manifest.as_uri(), 2, {"text": text.replace("duckdb", "duckdb2")})
        known.until(*(told(each, errors=1) for each in products))
        assert known.messages <= (time.monotonic() - begin) / SECONDS + 2
        assert wire.shut_down() == 0


@pytest.mark.parametrize("options", [None, {"statusNotification": "yes"}])
def test_an_editor_that_does_not_ask_is_told_nothing(options: object, product: Path) -> None:
    with Wire() as wire:
        wire.initialize(product.parent.parent, options=options)
        for version, text in enumerate((GOOD, WRONG), start=1):
            if version == 1:
                wire.open(product.as_uri(), text)
            else:
                wire.change(product.as_uri(), version, {"text": text})
            wire.diagnostics(product.as_uri(), version)
        time.sleep(5 * SECONDS)
        assert wire.ask("workspace/symbol", {"query": "gold"})["result"]
        assert wire.shut_down() == 0
        assert not [each for each in wire.left if each.get("method") == METHOD]


def test_a_product_that_becomes_a_manifest_is_none_any_more(product: Path) -> None:
    with Wire() as wire:
        wire.initialize(product.parent.parent, options=WANTED)
        known = Known(wire)
        known.until(told(product))
        wire.open(product.as_uri(), GOOD.replace("kind: FloeSpec", "kind: Manifest"))
        known.until()
        assert wire.ask("workspace/symbol", {"query": ""})["result"] == []
        wire.change(product.as_uri(), 2, {"text": GOOD})
        known.until(told(product))
