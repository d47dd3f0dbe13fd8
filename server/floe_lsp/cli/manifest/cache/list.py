"""``floe manifest cache list``: of which manifests there are copies."""

from __future__ import annotations

import argparse
import json
import time
from datetime import datetime, timezone

from floe_lsp.cli.printing import complain, say
from floe_lsp.cli.registry import asked
from floe_lsp.registries.cache import Cache, Kept
from floe_lsp.wording.ages import age


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe manifest cache list``."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="form (default: %(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Print a line for each address of which there is a copy."""
    return asked("manifest cache list", lambda: _list(is_json=options.format == "json"))


def _list(*, is_json: bool) -> int:
    cache = Cache()
    kept = cache.kept()
    if is_json:
        say(*json.dumps([_data(each) for each in kept], indent=2).splitlines())
        return 0
    if not kept:
        complain(f"there are no copies of manifests in {cache.folder}")
    say(*map(_line, kept))
    return 0


def _line(kept: Kept) -> str:
    ago = age(kept.fetched_at, time.time())
    return f"{kept.reference}  {kept.digest}  {ago} ago  {kept.size:,} bytes"


def _data(kept: Kept) -> dict[str, object]:
    at = kept.fetched_at
    moment = None if at is None else datetime.fromtimestamp(at, timezone.utc)
    return {
        "address": kept.reference,
        "digest": kept.digest,
        "fetched_at": None if moment is None else moment.isoformat(timespec="seconds"),
        "bytes": kept.size,
    }
