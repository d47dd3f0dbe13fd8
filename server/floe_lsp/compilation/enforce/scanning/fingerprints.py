"""What a finding of the search is called by, so that a platform can allow it.

A fingerprint (``fp-3f9a0c12ab34``) is shown in every report, so it must not let anybody find out a
secret. Ten of its twelve digits tell what stands around the secret, and nothing of it: the product,
the file, the kind and the line without the secret. The last two are a digest of the secret itself,
cut to 8 bits: whoever tries every password there is keeps one of 256 of them, however short it was.

The number of the line is no part of it, so that a platform need not allow a finding again whenever
something is written above. Equal lines of a file share a fingerprint: whoever allows one of them
has seen what all of them say. Of 256 secrets that somebody writes into an allowed line one passes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice

from floe_lsp.schemas.types.secrets.stars import with_stars
from floe_lsp.syntax import SourceText, Span

_OF_PLACE = 10
_OF_SECRET = 2
_AROUND = 500
"""Characters of the line on each side of a secret that tell its place; a file may be one line."""


def fingerprint(
    code: str, where: Sequence[str], text: SourceText, secret: Span, others: Sequence[Span]
) -> str:
    """Return the fingerprint of a secret.

    Args:
        code: The code of the finding.
        where: The product and the file.
        text: The text of the file.
        secret: Where the secret stands.
        others: Where all secrets of the text stand, in order and apart; none may be told by the
            fingerprint of another one.
    """
    start, _ = text.line_span(text.position(secret.start).line)
    _, end = text.line_span(text.position(max(secret.start, secret.end - 1)).line)
    start, end = max(start, secret.start - _AROUND), min(end, secret.end + _AROUND)
    line = with_stars(text.text[start:end], _within(others, start, end))
    place = _digest(*where, code, line.strip())[:_OF_PLACE]
    return f"fp-{place}{_digest(place, text.slice(secret))[:_OF_SECRET]}"


def _within(spans: Sequence[Span], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where spans stand in a part of the text, from its beginning on."""
    first = max(0, bisect_right(spans, (start, start)) - 1)
    for each in islice(spans, first, None):
        if each.start >= end:
            break
        if each.end > start:
            yield max(each.start, start) - start, min(each.end, end) - start


def _digest(*parts: str) -> str:
    # Lengths keep parts apart whatever they hold.
    whole = "".join(f"{len(each)}:{each}" for each in parts)
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
