"""E121: a time zone that the IANA database does not know (floe.yaml, ``schedule.timezone``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.outline import ProductOutline
from floe_lsp.compilation.validate import time_zones
from floe_lsp.syntax import dereference
from floe_lsp.wording.quoting import quote


def check(product: ProductOutline) -> Iterator[Diagnostic]:
    """Report a time zone that is not a name of the IANA database."""
    entry = product.schedule.get("timezone")
    if entry is None or not isinstance(name := entry.value.value, str):
        return
    if name in time_zones.names():
        return
    near = time_zones.meant_by(name)
    document = product.document
    suggestion = "use an IANA name such as UTC or Europe/Berlin"
    message = f"{quote(name)} is not a time zone" if name.strip() else "the time zone is empty"
    if time_zones.is_offset(name):
        message += ", it is an offset from UTC"
        place = "use a place, such as Europe/Berlin, which follows daylight saving time"
        suggestion = f"{place}, or '{near}', which has that offset all year" if near else place
    elif near is not None:
        suggestion = f"did you mean '{near}'?"
    fixes: tuple[Fix, ...] = ()
    value = dereference(entry.value)
    if near is not None and value.start < value.end:
        fixes = (document.near_miss_fix(value, near=near),)
    yield document.diagnostic("E121", value, message, suggestion, fixes=fixes)
