"""How the compilation of products ended, as one JSON object for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from floe_lsp import __version__
from floe_lsp.compilation.compile.dbt_profiles import RequiredVariable
from floe_lsp.compilation.diagnostics import Diagnostic

from .formats.json import dump
from .paths import display_path
from .record import ErrorData, errors_of
from .summary import Summary, SummaryData


@dataclass(frozen=True)
class ProductResult:
    """How the compilation of one product ended."""

    file: Path
    code: int
    """What ``floe compile`` of this product alone exits with."""
    name: str
    version: str
    """Name and version are empty where floe.yaml could not be read so far."""
    transforms: int
    artifact: Path
    written: tuple[Path, ...]
    """Files that were written, nothing in a dry run."""
    removed: tuple[Path, ...]
    """Files of an earlier compilation that have no place beside this one."""
    notices: tuple[str, ...]
    """What the layout that was chosen cannot hold, and where it went."""
    is_stale: bool
    """Whether an artifact of an earlier compile stands where this one should."""
    variables: tuple[RequiredVariable, ...]
    summary: Summary


class VariableData(TypedDict):
    """A variable that dbt needs, as it stands in JSON."""

    name: str
    readBy: list[str]


class ProductData(TypedDict):
    """A product as it stands in JSON; ``name`` and ``version`` are null where unreadable."""

    file: str
    exitCode: int
    name: str | None
    version: str | None
    transforms: int
    artifact: str | None
    written: list[str]
    removed: list[str]
    notices: list[str]
    stale: bool
    variables: list[VariableData]
    errors: int
    warnings: int


class CompilationsSummary(SummaryData):
    """The counts of ``floe check --format json``, and how many products were compiled."""

    compiled: int
    failed: int


class CompilationsData(TypedDict):
    """The whole: findings as ``floe check --format json`` has them, and the products in order."""

    diagnostics: list[ErrorData]
    products: list[ProductData]
    summary: CompilationsSummary
    exitCode: int
    version: str


def compilations_json(
    products: Sequence[ProductResult], found: Sequence[Diagnostic], code: int, base: Path
) -> str:
    """Return how a run ended as JSON with a line break at its end.

    Args:
        products: The products, in order.
        found: All findings, each once.
        code: What the run exits with.
        base: The working folder, absolute; files inside it are named relative to it.
    """
    failed = sum(bool(each.code) for each in products)
    data: CompilationsData = {
        "diagnostics": [error.to_dict() for error in errors_of(found, base)],
        "products": [_product(each, base) for each in products],
        "summary": {
            **Summary.of(found).to_dict(),
            "checked": len(products),
            "compiled": len(products) - failed,
            "failed": failed,
        },
        "exitCode": code,
        "version": __version__,
    }
    return dump(data)


def _product(result: ProductResult, base: Path) -> ProductData:
    written = [display_path(each, base) for each in result.written]
    return {
        "file": display_path(result.file, base),
        "exitCode": result.code,
        "name": result.name or None,
        "version": result.version or None,
        "transforms": result.transforms,
        "artifact": display_path(result.artifact, base) if written else None,
        "written": written,
        "removed": [display_path(each, base) for each in result.removed],
        "notices": list(result.notices),
        "stale": result.is_stale,
        "variables": [
            {"name": each.name, "readBy": list(each.read_by)} for each in result.variables
        ],
        "errors": result.summary.errors,
        "warnings": result.summary.warnings,
    }
