"""Two products under one manifest of a session, and what is done for a change of them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any, cast

from lsprotocol import types

from corpus import DEFAULT_FILES
from floe_lsp.lsp.state.capabilities import ClientFeatures
from floe_lsp.lsp.state.folders import WorkspaceFolder
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.state.settings import Settings
from floe_lsp.lsp.work.analysis import Analyzer
from floe_lsp.lsp.work.conversation import Conversation
from floe_lsp.lsp.work.crash_reporter import CrashReporter
from floe_lsp.lsp.work.did_modify import Cause, Change, did_modify

PRODUCT, MANIFEST = DEFAULT_FILES["floe.yaml"], DEFAULT_FILES["manifest.yaml"]
APPROVES_NOTHING = MANIFEST + "scope: enterprise\napproved_plugins:\n  compute: [snowflake]\n"
WRONG = PRODUCT + "  - name: gold\n    dependsOn: [stg_order]\n"
ONLY_OPEN = Settings(check_all_products=False)


class World:
    """Two products under one manifest, analysed; what is done for a change is noted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manifest = root / "manifest.yaml"
        self.manifest.write_text(MANIFEST, encoding="utf-8")
        self.orders, self.sales = (root / name / "floe.yaml" for name in ("orders", "sales"))
        for each in (self.orders, self.sales):
            each.parent.mkdir()
            each.write_text(WRONG, encoding="utf-8")
        self.session = Session(ClientFeatures())
        self.session.folders.set([WorkspaceFolder(root)])
        analyzer = Analyzer(self.session, CrashReporter(), lambda _path, _rule: None)
        self._analyze = analyzer.analyze
        self.asked: list[Path] = []
        self.published: set[Path] = set()
        self._looks: list[Coroutine[Any, Any, None]] = []
        self.swept = 0
        self._conversation = cast("Conversation", self)
        self.scheduler = self.publisher = self.tasks = self.sweeper = self.protocol = self
        self.told: list[tuple[types.MessageType, str]] = []
        for each in (self.orders, self.sales):
            self.analyse(each)

    def analyse(self, path: Path) -> set[Path]:
        result = self._analyze(path, lambda _: None)
        assert result is not None
        return self.session.take(result)

    def open(self, path: Path, text: str) -> None:
        self.session.store.open(path.as_uri(), path, 1, text, on_disk=True)
        self.modify(Cause.OPENED, path)
        self.analyse(path)

    def modify(self, cause: Cause, *paths: Path | None) -> None:
        self.asked, self.published, self.swept = [], set(), 0
        self.look_no_further()
        did_modify(self._conversation, [Change(cause, path) for path in paths])

    @property
    def looked(self) -> int:
        """How often products were to be looked for."""
        return len(self._looks)

    def look_no_further(self) -> None:
        """Drop what was begun to look for products."""
        for each in self._looks:
            each.close()
        self._looks = []

    def look(self) -> None:
        """Look for products, as a conversation does after those changes."""
        self.asked = []
        (look,) = self._looks
        self._looks = []
        asyncio.run(look)

    # In place of the parts of a conversation

    def ask(self, paths: Iterable[Path]) -> None:
        self.asked = list(paths)

    def changed(self, files: Iterable[Path]) -> None:
        self.published = set(files)

    def plan(self) -> None:
        self.swept += 1
        self.session.sweep()

    def notify(self, _: str, params: types.LogMessageParams) -> None:
        self.told.append((params.type, params.message))

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        self._looks.append(work)
