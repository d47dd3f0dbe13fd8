"""E135: a value that is wrong because of a character that only looks like the one that was meant.

``cron: “0 6 * * *”`` is text to YAML, and each of its fields seems to be wrong. Whether the
character is to blame is not guessed: the file is checked once more with the characters that were
meant in all places, and what is found at a place no longer was the fault of those there. Nothing is
said of a value that is fine, such as a description, nor of one that is as wrong without them.

This runs at every keystroke, so a file is checked at most twice more, and what is read for it is
bounded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from floe_lsp.compilation.codes import Severity, Trait
from floe_lsp.compilation.diagnostics import Diagnostic, Fix, and_more
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.look_alike_words import fix_here, fixes_together, look_alike
from floe_lsp.compilation.span_sets import OverlappingSpans
from floe_lsp.syntax import ScalarNode, SourceText, Span, TextEdit
from floe_lsp.syntax.look_alikes import characters_of, has_look_alike, meant_edits, meant_text
from floe_lsp.syntax.parser import Tree, parse_once
from floe_lsp.syntax.repaired_text import RepairedText
from floe_lsp.syntax.walk import walk

Check = Callable[[Document], Sequence[Diagnostic]]
"""What VALIDATE finds in a document of the same kind."""

LONGEST = 200_000
"""No file with more characters is tried."""
MOST_READ = 3 * LONGEST
"""So many characters are read on trial for one file, beyond the first reading."""
MOST_READINGS = 8

_KEPT = frozenset({Trait.AT_A_SECRET, Trait.ABOUT_SUPPRESSIONS, Trait.INTERNAL})
"""Findings that say nothing of how a value is written, so that its characters explain none."""
_CLOSED_BY = {'"': '"', "'": "'", "[": "]", "{": "}"}


@dataclass(frozen=True)
class _Suspect:
    """A key or value with a finding, and the edits that write it with what was meant."""

    span: Span
    edits: tuple[TextEdit, ...]
    kind: tuple[str, bool, bool]
    """The characters, and whether they begin and end the value: what is equal is told alike."""


@dataclass(frozen=True)
class _Trial:
    """What is found with the characters that were meant."""

    suspects: tuple[_Suspect, ...]
    """The values that were written anew."""
    remaining: tuple[Diagnostic, ...]
    """The findings that are there all the same."""
    explained: tuple[Diagnostic, ...]
    """The findings that have gone."""
    new: tuple[Span, ...]
    """Where something else has come up."""

    def guilty(self) -> tuple[_Suspect, ...]:
        """Return those whose characters are the whole of what is wrong with them."""
        gone, left = _places(self.explained), _places(self.remaining)
        return tuple(
            each
            for each in self.suspects
            if gone.touches(each.span) and not left.touches(each.span)
        )

    def is_local(self, guilty: Iterable[_Suspect]) -> bool:
        """Whether what has gone stood at the guilty, and what is new at any that was written."""
        at_guilty = OverlappingSpans(each.span for each in guilty)
        at_any = OverlappingSpans(each.span for each in self.suspects)
        return all(at_guilty.touches(each.location.span) for each in self.explained) and all(
            at_any.touches(each) for each in self.new
        )


def with_look_alikes(
    document: Document, found: Sequence[Diagnostic], check: Check
) -> tuple[Diagnostic, ...]:
    """Return the findings of VALIDATE with those that look-alike characters explain told as that.

    Args:
        document: The file.
        found: What VALIDATE finds in it.
        check: How VALIDATE looks at it; where this fails, nothing is explained.
    """
    text = document.text.text
    if not found or len(text) > LONGEST or not has_look_alike(text):
        return tuple(found)
    trial = _tried(document, found, _suspects(document, found), check)
    if trial is None:
        return tuple(found)
    guilty = trial.guilty()
    if len(guilty) < len(trial.suspects) and not trial.is_local(guilty):
        # What the others would change must not be told as what these do.
        trial = _tried(document, found, guilty, check)
        if trial is None:
            return tuple(found)
        guilty = trial.guilty()
    if not guilty:
        return tuple(found)
    return (*trial.remaining, *_findings(document, guilty, trial))


def _findings(
    document: Document, guilty: Sequence[_Suspect], trial: _Trial
) -> Iterator[Diagnostic]:
    written = OverlappingSpans(each.span for each in trial.suspects)
    at = OverlappingSpans(each.span for each in guilty)
    new = OverlappingSpans(trial.new)
    # What comes up at none of these values may follow from any of them, and so may what goes.
    is_clean = all(written.touches(each) for each in trial.new)
    fixable = [each for each in guilty if is_clean and not new.touches(each.span)]
    are_fixable = {each.span for each in fixable}
    together = fixes_together(document, [each.edits for each in fixable])
    elsewhere = [each for each in trial.explained if not at.touches(each.location.span)]
    gone = {
        severity: _places(each for each in trial.explained if each.severity is severity)
        for severity in Severity
    }
    counts = _counts(guilty, trial.explained)
    for each in guilty:
        severities = [severity for severity, spans in gone.items() if spans.touches(each.span)]
        severities += (one.severity for one in elsewhere)
        fixes: tuple[Fix, ...] = ()
        if each.span in are_fixable:
            fixes, together = (fix_here(document, each.edits), *together), ()
        worst = min(severities, key=list(Severity).index)
        told = look_alike(document, each.span, each.edits, fixes, worst)
        yield and_more(told, counts[each.span])


def _counts(guilty: Sequence[_Suspect], explained: Iterable[Diagnostic]) -> Counter[Span]:
    """Return where it has to be said of how many mistakes nothing is told.

    The last that is described of a kind says so.
    """
    found: Counter[Span] = Counter()
    for each in explained:
        if each.more:
            spans = _places([each])
            touched = (one.span for one in guilty if spans.touches(one.span))
            found[next(touched, guilty[-1].span)] = each.more
    return found


def _suspects(document: Document, found: Iterable[Diagnostic]) -> tuple[_Suspect, ...]:
    """Return the keys and values with such characters at which something is found, in order.

    With them go their like, at which nothing is found: of very many mistakes only the first are
    described, and the others must not be told as something that the repair has brought up.
    """
    text = document.text.text
    spans = _places(
        each
        for each in found
        if each.location.text is document.text and not each.info.traits & _KEPT
    )
    scalars = [
        node
        for node in walk(document.root)
        if isinstance(node, ScalarNode) and not text[node.start : node.end].isascii()
    ]
    wrong = {text[each.start : each.end] for each in scalars if spans.touches(each.span)}
    suspects: list[_Suspect] = []
    for node in scalars:
        if (
            text[node.start : node.end] in wrong
            and (edits := meant_edits(text, node))
            and _is_whole(meant_text(text, node))
        ):
            first, last = edits[0].span.start == node.start, edits[-1].span.end == node.end
            kind = ("".join(characters_of(text, edits)), first, last)
            suspects.append(_Suspect(node.span, edits, kind))
    return tuple(sorted(suspects, key=lambda each: each.span))


def _is_whole(meant: str) -> bool:
    """Whether a value ends what it begins: an open bracket would take in the rest of the file."""
    closing = _CLOSED_BY.get(meant[:1])
    return closing is None or (len(meant) > 1 and meant.endswith(closing))


def _tried(
    document: Document, found: Sequence[Diagnostic], suspects: Sequence[_Suspect], check: Check
) -> _Trial | None:
    """Check a document with what was meant; ``None`` if it cannot be read like that.

    Those that break it are left out, and all like them: equal mistakes are told alike.
    """
    length = len(document.text.text)
    for _ in range(min(MOST_READINGS, 1 + MOST_READ // (length + 1))):
        if not suspects:
            return None
        edits = [edit for each in suspects for edit in each.edits]
        repaired = RepairedText(document.text.text).edited(edits)
        tree = parse_once(SourceText(repaired.text))
        if isinstance(tree, Tree):
            try:
                return _checked(document, found, suspects, repaired, tree, check)
            except Exception:  # noqa: BLE001 - the check of the file itself tells of our failures
                return None
        broken = _breaks(suspects, [repaired.source_offset(place) for place in tree])
        suspects = [each for each in suspects if each.kind != broken.kind]
    return None


def _breaks(suspects: Sequence[_Suspect], places: Sequence[int]) -> _Suspect:
    """Return the one that is likeliest to blame for a fault at some of these places."""
    starts = [each.span.start for each in suspects]
    before = [suspects[max(bisect_right(starts, place) - 1, 0)] for place in places]
    around = (one for one, at in zip(before, places, strict=True) if at <= one.span.end)
    return next(around, before[-1])


def _checked(
    document: Document,
    found: Sequence[Diagnostic],
    suspects: Sequence[_Suspect],
    repaired: RepairedText,
    tree: Tree,
    check: Check,
) -> _Trial:
    content = repaired.text.encode("utf-8", "surrogatepass")
    meant = Document(document.path, content, tree.text, tree, ())
    after: dict[str, list[Span]] = defaultdict(list)
    for each in check(meant):
        if each.location.text is tree.text:
            after[each.code].append(repaired.source_span(each.location.span))
    before: dict[str, list[Span]] = defaultdict(list)
    for each in found:
        before[each.code].append(each.location.span)
    still = {code: OverlappingSpans(spans) for code, spans in after.items()}
    had = {code: OverlappingSpans(spans) for code, spans in before.items()}
    remaining: list[Diagnostic] = []
    explained: list[Diagnostic] = []
    for each in found:
        is_left = each.code in still and still[each.code].touches(each.location.span)
        (remaining if is_left or each.info.traits & _KEPT else explained).append(each)
    # Of very many mistakes of a kind the first are described: others come up that were there.
    passed = {each.code for each in found if each.more}
    new = (
        span
        for code, spans in after.items()
        for span in spans
        if code not in passed and not (code in had and had[code].touches(span))
    )
    return _Trial(tuple(suspects), tuple(remaining), tuple(explained), tuple(new))


def _places(found: Iterable[Diagnostic]) -> OverlappingSpans:
    return OverlappingSpans(each.location.span for each in found)
