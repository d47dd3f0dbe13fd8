"""E135: a value that is wrong because of a character that only looks like the one that was meant.

``cron: “0 6 * * *”`` is text to YAML, and each of its fields seems to be wrong. Whether the
character is to blame is not guessed: the file is checked once more with the characters that were
meant, and what is found no longer was their fault. Nothing is said of a value that is fine, such as
a description, nor of one that is as wrong without them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from floe_lsp.compilation.codes import Severity, Trait
from floe_lsp.compilation.diagnostics import Diagnostic, Fix
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.look_alikes import look_alike, replacing
from floe_lsp.syntax import ScalarNode, SourceText, Span, TextEdit, parse
from floe_lsp.syntax.look_alikes import (
    characters_of,
    has_look_alike,
    meant_edits,
    replaced_together,
)
from floe_lsp.syntax.repaired_text import RepairedText
from floe_lsp.syntax.walk import walk

Check = Callable[[Document], Sequence[Diagnostic]]
"""What VALIDATE finds in a document of the same kind."""

_MOST_VALUES = 2_000
_ALONE = 20
"""So many values are tried by themselves if not all of them are better together."""
_KEPT = frozenset({Trait.AT_A_SECRET, Trait.ABOUT_SUPPRESSIONS, Trait.INTERNAL})
"""Findings that say nothing of how a value is written, so that its characters explain none."""


@dataclass(frozen=True)
class _Suspect:
    """A key or value with a finding, and the edits that write it with what was meant."""

    span: Span
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True)
class _Trial:
    """What is found with the characters that were meant."""

    remaining: tuple[Diagnostic, ...]
    """The findings that are there all the same."""
    explained: tuple[Diagnostic, ...]
    """The findings that have gone."""
    is_clean: bool
    """Whether nothing else has come up."""


def with_look_alikes(
    document: Document, found: Sequence[Diagnostic], check: Check
) -> tuple[Diagnostic, ...]:
    """Return the findings of VALIDATE with those that look-alike characters explain told as that.

    Args:
        document: The file.
        found: What VALIDATE finds in it.
        check: How VALIDATE looks at it.
    """
    if not found or not has_look_alike(document.text.text):
        return tuple(found)
    suspects = _suspects(document, found)
    if not suspects:
        return tuple(found)
    trial = _tried(document, found, suspects, check)
    if trial is None:
        alone = suspects[:_ALONE] if len(suspects) > 1 else []
        suspects = [each for each in alone if _tried(document, found, [each], check) is not None]
        trial = _tried(document, found, suspects, check) if suspects else None
    if trial is None:
        return tuple(found)
    left = [each.location.span for each in trial.remaining]
    gone = _Spans(each.location.span for each in trial.explained)
    stays = _Spans(left)
    guilty = [each for each in suspects if gone.touch(each.span) and not stays.touch(each.span)]
    if not guilty:
        return tuple(found)
    if len(guilty) < len(suspects):
        # What the others would change must not be told as what these do.
        trial = _tried(document, found, guilty, check)
        if trial is None:
            return tuple(found)
    return (*trial.remaining, *_findings(document, guilty, trial))


def _findings(
    document: Document, guilty: Sequence[_Suspect], trial: _Trial
) -> Iterable[Diagnostic]:
    severity = Severity.WARNING
    if any(each.is_error for each in trial.explained):
        severity = Severity.ERROR
    text = document.text.text
    everywhere: tuple[Fix, ...] = ()
    if len(guilty) > 1 and trial.is_clean:
        edits = tuple(edit for each in guilty for edit in each.edits)
        title = replaced_together(characters_of(text, edits))
        everywhere = (replacing(document, title, edits),)
    for each in guilty:
        yield look_alike(
            document, each.span, each.edits, everywhere, severity, is_fixable=trial.is_clean
        )


def _suspects(document: Document, found: Iterable[Diagnostic]) -> list[_Suspect]:
    """Return the keys and values with such characters at which something is found, in order."""
    text = document.text.text
    spans = _Spans(
        each.location.span
        for each in found
        if each.location.text is document.text and not each.info.traits & _KEPT
    )
    suspects: list[_Suspect] = []
    for node in walk(document.root):
        if (
            isinstance(node, ScalarNode)
            and node.style not in ("literal", "folded")
            and spans.touch(node.span)
            and (edits := meant_edits(text, node))
        ):
            suspects.append(_Suspect(node.span, edits))
            if len(suspects) == _MOST_VALUES:
                break
    return sorted(suspects, key=lambda each: each.span)


def _tried(
    document: Document,
    found: Sequence[Diagnostic],
    suspects: Iterable[_Suspect],
    check: Check,
) -> _Trial | None:
    """Check a document with what was meant; ``None`` if it cannot even be read like that."""
    edits = [edit for each in suspects for edit in each.edits]
    repaired = RepairedText(document.text.text).edited(edits)
    text = SourceText(repaired.text)
    tree = parse(text)
    if tree.problems:
        return None
    meant = Document(document.path, document.content, text, tree, ())
    after: dict[str, list[Span]] = defaultdict(list)
    for each in check(meant):
        if each.location.text is text:
            after[each.code].append(repaired.source_span(each.location.span))
    before: dict[str, list[Span]] = defaultdict(list)
    for each in found:
        before[each.code].append(each.location.span)
    still = {code: _Spans(spans) for code, spans in after.items()}
    had = {code: _Spans(spans) for code, spans in before.items()}
    remaining = [
        each
        for each in found
        if each.info.traits & _KEPT
        or (each.code in still and still[each.code].touch(each.location.span))
    ]
    kept = set(map(id, remaining))
    return _Trial(
        tuple(remaining),
        tuple(each for each in found if id(each) not in kept),
        all(
            code in had and had[code].touch(each) for code, spans in after.items() for each in spans
        ),
    )


class _Spans:
    """Spans that may overlap, asked for those that touch another one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._ends: list[int] = []
        """The furthest end of the spans up to each."""
        furthest = -1
        for span in self._spans:
            furthest = max(furthest, span.end, span.start + 1)
            self._ends.append(furthest)
        self._starts = [span.start for span in self._spans]

    def touch(self, span: Span) -> bool:
        """Whether one of them overlaps ``span``; an empty one counts as one character."""
        first = bisect_right(self._ends, span.start)
        return first < bisect_left(self._starts, max(span.end, span.start + 1))
