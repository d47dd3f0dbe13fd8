"""Where templates in the values of YAML name models: hooks, conditions of tests, any other text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from floe_lsp.syntax import ScalarNode, SourceText, Span
from floe_lsp.syntax.walk import walk

from .files import YamlFile
from .jinja.calls import UNREAD, Reference, TemplateCalls, calls_of
from .jinja.template import Template, read_template
from .yaml_values import inner_span, is_template

_REF = re.compile(r"\bref\b")
_MAX_GAP = 4
"""Characters between ``ref`` and the name after it: a bracket, blanks and a quote."""
_MAX_CHARACTERS = 50_000
"""Of all templates of one file that are read; those behind them may name any model."""


class TemplateNames(NamedTuple):
    """What the templates in a file name."""

    references: tuple[Reference, ...] = ()
    """With their places in the file, or that of the whole value where nothing of it stands there
    as it is."""
    computed: tuple[Span, ...] = ()
    """Where only dbt can tell what is named."""


def named_in_templates(file: YamlFile, known: Iterable[Reference] = ()) -> TemplateNames:
    """Return what the templates of a YAML file name that is not ``known``."""
    references: list[Reference] = []
    computed: list[Span] = []
    left = _MAX_CHARACTERS
    for node in _templates(file, sorted(each.span.start for each in known)):
        left -= node.end - node.start
        found = _read(file.text, node) if left >= 0 else None
        if found is None:
            computed.append(node.span)
        else:
            references += found.references
            computed += found.computed
    return TemplateNames(tuple(references), tuple(computed))


def moved(reference: Reference, by: int) -> Reference:
    """Return a reference in a part of a text with its place in all of it."""
    owner = reference.owner_span
    return replace(
        reference,
        span=_moved(reference.span, by),
        owner_span=None if owner is None else _moved(owner, by),
    )


def _templates(file: YamlFile, known: list[int]) -> Iterator[ScalarNode]:
    """Yield the values that are templates and say ``ref`` where nothing is known of it."""
    text = file.text.text
    if not is_template(text):
        return
    found = [
        match.start()
        for match in _REF.finditer(text)
        if not _is_within(known, match.end(), match.end() + _MAX_GAP + 1)
    ]
    if not found:
        return
    for node in walk(file.root):
        if not isinstance(node, ScalarNode) or not _is_within(found, node.start, node.end):
            continue
        if isinstance(node.value, str) and is_template(node.value):
            yield node


def _is_within(starts: list[int], start: int, end: int) -> bool:
    at = bisect_left(starts, start)
    return at < len(starts) and starts[at] < end


def _read(text: SourceText, node: ScalarNode) -> TemplateNames | None:
    """Return what a template names, ``None`` where it cannot be read."""
    value, inner = str(node.value), inner_span(node)
    calls = _calls(value)
    if calls is None:
        return None
    if inner.end - inner.start == len(value):
        return _placed(calls, inner.start)
    # Breaks and blanks of YAML mean nothing between the words of a template.
    typed = _calls(text.slice(node.span))
    if typed is not None and _meant(typed) == _meant(calls):
        return _placed(typed, node.start)
    whole = [
        replace(each, span=node.span, owner_span=None, is_typed=False) for each in calls.references
    ]
    return TemplateNames(tuple(whole), (node.span,) if calls.computed else ())


def _calls(template: str) -> TemplateCalls | None:
    read = read_template(template)
    calls = calls_of(read) if isinstance(read, Template) else UNREAD
    return None if calls is UNREAD else calls


def _meant(calls: TemplateCalls) -> tuple[list[tuple[str, str | None, str]], int]:
    named = [(each.kind, each.owner, each.name) for each in calls.references]
    return named, len(calls.computed)


def _placed(calls: TemplateCalls, by: int) -> TemplateNames:
    references = tuple(moved(each, by) for each in calls.references)
    return TemplateNames(references, tuple(_moved(each, by) for each in calls.computed))


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
