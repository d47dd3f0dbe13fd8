"""``floe artifact diff``: what differs between two artifacts, by whom it concerns."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence

from floe_lsp.cli import exit_codes
from floe_lsp.cli.arguments import named_path
from floe_lsp.cli.printing import complain, say
from floe_lsp.compilation.generate.released_contract import to_released
from floe_lsp.schemas.artifact.comparison import AREAS, Change, changes
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.orchestration import without_nulls
from floe_lsp.schemas.types.raw import is_mapping
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import printable, shortened

from .reading import Unusable, whole_artifact

DIFFERENT = 1
"""Exit code where there is a difference."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe artifact diff``."""
    parser.add_argument("old", type=named_path, metavar="A", help="an artifact")
    parser.add_argument("new", type=named_path, metavar="B", help="the artifact to compare it with")


def run(options: argparse.Namespace) -> int:
    """Print what differs; the exit code says whether anything does."""
    try:
        old, old_part = whole_artifact(options.old)
        new, new_part = whole_artifact(options.new)
    except Unusable as error:
        complain(f"floe artifact diff: {error}")
        return exit_codes.USAGE
    is_part = old_part is not None or new_part is not None
    if is_part:
        complain(
            *(f"note: {why}" for why in (old_part, new_part) if why),
            "note: only what the layout of floe-core holds is compared",
        )
    found = changes(_data(old, as_released=is_part), _data(new, as_released=is_part))
    say(*_lines(found))
    return DIFFERENT if found else 0


def _data(artifacts: CompiledArtifacts, *, as_released: bool) -> Mapping[str, object]:
    """Return what is compared: in our layout the whole, else what both layouts hold."""
    data = without_nulls(to_released(artifacts) if as_released else artifacts.to_dict())
    return {str(key): each for key, each in data.items()} if is_mapping(data) else {}


def _lines(found: Sequence[Change]) -> Iterator[str]:
    for area in AREAS:
        here = [change for change in found if change.area == area]
        if here:
            yield f"for the {area}:" if area == "orchestrator" else f"for {area}:"
        for change in here:
            yield printable(f"  {_sign(change)} {dotted(change.path)}{_values(change)}")


def _sign(change: Change) -> str:
    return "+" if change.old is None else "-" if change.new is None else "~"


def _values(change: Change) -> str:
    given = [_shown(each) for each in (change.old, change.new) if each is not None]
    return f": {' -> '.join(given)}"


def _shown(value: object) -> str:
    return shortened(json.dumps(value, ensure_ascii=False))
