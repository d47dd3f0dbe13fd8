"""A rule that fails on a document: the rest goes on, it is logged once and then switched off."""

from __future__ import annotations

import sys
from pathlib import Path

from wire import Wire

from corpus import DEFAULT_FILES

SCRIPT = """
import sys
from floe_lsp.cli import main
from floe_lsp.compilation import guarding

run = guarding.Guard.run

def broken(self, rule, document, find):
    if rule == {rule!r} and "broken" in document.text.text:
        raise ZeroDivisionError("on purpose")
    return run(self, rule, document, find)

guarding.Guard.run = broken
sys.exit(main.language_server_main(["--stdio"]))
"""
GOOD = DEFAULT_FILES["floe.yaml"]
UNKNOWN = "  - name: gold\n    dependsOn: [nobody]\n"
DOUBLED = "  - name: stg_orders\n"


def test_the_notice_comes_once_and_the_others_go_on(tmp_path: Path) -> None:
    for name, text in DEFAULT_FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    uri = (tmp_path / "floe.yaml").as_uri()
    elsewhere = (tmp_path / "other" / "floe.yaml").as_uri()
    script = SCRIPT.format(rule="dependencies")
    with Wire(command=[sys.executable, "-c", script]) as wire:
        wire.initialize(tmp_path)
        text = GOOD + UNKNOWN + DOUBLED
        wire.open(uri, text)
        assert codes(wire, uri, 1) == {"E106", "E110"}
        for version in range(2, 8):
            wire.change(uri, version, {"text": f"{text}# broken {version}\n"})
            assert codes(wire, uri, version) == {"E106", "E503"}
        notice = wire.notification("window/showMessage")
        assert notice["type"] == 2
        assert notice["message"] == (
            "floe: the rule 'dependencies' keeps failing in floe.yaml and is not run there any "
            "more. This is a fault of floe-lsp; the server's log has what to report."
        )
        # Switched off is switched off, until the server starts again; elsewhere the rule runs.
        wire.change(uri, 9, {"text": text})
        assert codes(wire, uri, 9) == {"E106", "E503"}
        wire.open(elsewhere, text)
        assert codes(wire, elsewhere, 1) == {"E106", "E110"}
        assert wire.shut_down() == 0
        assert [each for each in wire.left if each["method"] == "window/showMessage"] == []
        log = wire.log.decode()
        assert log.count("the rule 'dependencies' failed; this is a fault of floe-lsp") == 1
        assert log.count("ZeroDivisionError") == 1
        assert "on purpose" not in log


def codes(wire: Wire, uri: str, version: int) -> set[str]:
    return {each["code"] for each in wire.diagnostics(uri, version)}
