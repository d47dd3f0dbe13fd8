"""All that is known of one file at one moment: what every editor feature is a function of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from floe_lsp.compilation import Analysis, Diagnostic, Document, Sources, Stage
from floe_lsp.compilation.caller import NOBODY, Caller
from floe_lsp.compilation.diagnostics import in_order
from floe_lsp.compilation.load.file_kind import FileKind
from floe_lsp.compilation.outline import ProductOutline, outline_of
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.secrecy import masked
from floe_lsp.plugins.registry import PluginRegistry

from .part_guard import UNGUARDED_PARTS, PartGuard

if TYPE_CHECKING:
    from pydantic import BaseModel

    from floe_lsp.dbt.facts import ProjectFacts


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One file with the products and manifests around it.

    Nothing in it changes; a feature that asks twice gets the same answer. ``products`` holds the
    newest finished analysis of every product that is known, which may be of an older text than
    ``document``: what it resolved still helps, but its spans are those of its own documents.
    """

    document: Document
    kind: FileKind
    products: Mapping[Path, Analysis] = field(default_factory=dict[Path, Analysis])
    """By path of floe.yaml."""
    sources: Sources = field(default_factory=Sources)
    registry: PluginRegistry = field(default_factory=PluginRegistry)
    folders: tuple[Path, ...] = ()
    """The folders that the editor has open."""
    last_good: Document | None = None
    """The newest version of this file without a syntax error; ``document`` itself when it has
    none."""
    findings: tuple[Diagnostic, ...] = ()
    """What was found in this file by itself: in a manifest, without any product."""
    off: frozenset[str] = frozenset()
    """The codes that are switched off: nobody is shown them, and nothing is offered for them."""
    through: Stage = Stage.COMPILE
    """The last stage that an analysis of the file runs."""
    caller: Caller = NOBODY
    """Who asks, as far as the editor's environment says."""
    part_guard: PartGuard = UNGUARDED_PARTS
    """What the parts of an answer run under."""
    now: datetime = field(default_factory=_utc_now)

    @property
    def path(self) -> Path:
        """The file's absolute path."""
        return self.document.path

    @property
    def model(self) -> type[BaseModel]:
        """The contract of this kind of file."""
        return self.kind.model

    @cached_property
    def outline(self) -> ProductOutline:
        """The transforms and references of the document, as far as it can be read."""
        return outline_of(self.document)

    @property
    def analysis(self) -> Analysis | None:
        """The newest analysis of this product; ``None`` for a manifest."""
        return self.products.get(self.path)

    @cached_property
    def platform(self) -> Platform | None:
        """What the product's manifests result in, when they could be resolved."""
        analysis = self.analysis
        if analysis is None or analysis.resolved is None:
            return None
        return analysis.resolved.platform

    @cached_property
    def governed(self) -> tuple[Analysis, ...]:
        """The products whose chain of manifests holds this file, in order of their paths."""
        found = (
            analysis
            for analysis in self.products.values()
            if any(document.path == self.path for document in analysis.manifests)
        )
        # Paths are slow to compare, and a folder may hold tens of thousands of products.
        return tuple(sorted(found, key=lambda analysis: str(analysis.spec_path)))

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found in exactly this text, from every product that it takes part in."""
        found = (each for analysis in self.products.values() for each in analysis.diagnostics)
        return in_order(
            each
            for each in (*found, *self.findings)
            if each.location.text is self.document.text and self.shows(each)
        )

    def shows(self, found: Diagnostic) -> bool:
        """Whether an editor shows a finding: its code is not off, or a platform is strict on it."""
        return found.is_shown_without(self.off)

    @cached_property
    def _around(self) -> tuple[Document, ...]:
        """The files of which an answer about this one may speak."""
        governed = self.governed[:1] if self.kind is FileKind.MANIFEST else ()
        analyses = (*([] if self.analysis is None else [self.analysis]), *governed)
        documents = [self.document, *(each for found in analyses for each in found.manifests)]
        return tuple({id(each): each for each in documents}.values())

    def masked(self, words: str) -> str:
        """Return words to be shown, without the secrets of the files that they may quote."""
        return masked(words, (each.secrecy for each in self._around))

    @cached_property
    def dbt(self) -> ProjectFacts:
        """The dbt project beside the product: its models, seeds and property files."""
        return self.sources.dbt_projects.read(self.path.parent)
