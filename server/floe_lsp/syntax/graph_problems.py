"""The words for what is wrong with the graph: keys, aliases, tags, limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from floe_lsp.wording.near_miss import near_miss

from .lines import line_end
from .nodes import AliasNode, Entry, MappingNode, Node, ScalarNode, SequenceNode, dereference
from .problems import KEYS_AND_VALUES, ProblemKind, SyntaxProblem, TextEdit
from .quoting import clip, quoted
from .text import Span

_TIGHT_DASH = re.compile(r"-[A-Za-z_]")
_MAX_NAMES = 200
_MAX_NAME = 100
"""Near misses are looked for among this many names of at most this length, to bound the work."""
_DIVIDE = "split it, or move data that does not belong here to a file of its own"


def duplicate_key(
    name: str, key: Node, first: Node, removal: TextEdit, leftover: TextEdit | None
) -> SyntaxProblem:
    """A key that the mapping has already.

    Args:
        name: The key.
        key: Where it stands for the second time.
        first: Where it stands first.
        removal: Takes the second entry out.
        leftover: Takes the first one out, if nothing is written there; what loses nothing comes
            first.
    """
    if _TIGHT_DASH.match(name) and isinstance(key, ScalarNode) and key.style == "plain":
        return SyntaxProblem(
            ProblemKind.DUPLICATE_KEY,
            key.span,
            f"'{clip(name)}' is given twice: without a space after '-' it is a key, not an item",
            f"put a space after the '-' of each item: - {clip(name[1:])}",
            related=((first.span, f"'{clip(name)}' is first given here"),),
        )
    this = (f"Remove this '{clip(name)}'", (removal,))
    empty = None if leftover is None else (f"Remove the empty '{clip(name)}'", (leftover,))
    title, edits = empty or this
    return SyntaxProblem(
        ProblemKind.DUPLICATE_KEY,
        key.span,
        f"'{clip(name)}' is given twice in this mapping",
        "keep one of the two; YAML would silently use only the last one",
        fix_title=title,
        fix=edits,
        related=((first.span, f"'{clip(name)}' is first given here"),),
        fix_is_safe=False,
        otherwise=this if empty else None,
    )


def duplicate_merge_key(merge: Entry, first: Entry) -> SyntaxProblem:
    """A second ``<<`` in a mapping, on which parsers disagree."""
    return SyntaxProblem(
        ProblemKind.DUPLICATE_MERGE_KEY,
        merge.key.span,
        "'<<' is given twice in this mapping, which not every YAML parser accepts",
        "merge several mappings with one list: <<: [*first, *second]",
        related=((first.key.span, "the first '<<' is here"),),
    )


def non_string_key(key: Node, text: str, removal: TextEdit) -> SyntaxProblem:
    """A key that is a number, a boolean, null, or no scalar at all.

    Args:
        key: The key.
        text: The whole text.
        removal: The edit that takes its entry out.
    """
    target = dereference(key)
    if not isinstance(target, ScalarNode):
        return SyntaxProblem(
            ProblemKind.NON_STRING_KEY, key.span, "a key must be text, not a list or a mapping"
        )
    if key.start == key.end:
        colon = key.start - (key.start > 0 and text[key.start - 1] == ":")
        if text.startswith(":", colon):
            return no_key(colon)
        return SyntaxProblem(
            ProblemKind.NON_STRING_KEY, key.span, "a key is expected here", "name the key"
        )
    written = clip(text[key.start : key.end])
    message = f"a key must be text, but YAML reads {written} as {describe(key.value)}"
    if key is not target or target.tag is not None:
        return SyntaxProblem(ProblemKind.NON_STRING_KEY, key.span, message, "write the key as text")
    in_quotes = quoted(target.text)
    advice = f"quote it: {clip(in_quotes)}"
    if key.value is None:
        advice = f"remove it, or quote it if it is meant as a name: {clip(in_quotes)}"
    return SyntaxProblem(
        ProblemKind.NON_STRING_KEY,
        key.span,
        message,
        advice,
        fix_title=f"Quote {written}",
        fix=(TextEdit(key.span, in_quotes),),
        # The name of something may be a number; nothing is called null.
        otherwise=(f"Remove {written}", (removal,)) if key.value is None else None,
    )


def no_key(colon: int) -> SyntaxProblem:
    """A ``:`` with nothing before it."""
    return SyntaxProblem(
        ProblemKind.NON_STRING_KEY,
        Span(colon, colon + 1),
        "there is no key before this ':'",
        "name the key",
    )


def describe(value: object) -> str:
    """Return what kind of value YAML made of a scalar, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    return "text"


def unknown_anchor(name: str, start: int, end: int, known: list[str]) -> SyntaxProblem:
    """An alias for which no anchor stands before it."""
    near = _near(name, known)
    as_text = clip(quoted(f"*{name}"))
    fix: tuple[TextEdit, ...] = ()
    if near:
        suggestion = f"did you mean *{near}?"
        fix = (TextEdit(Span(start, end), f"*{near}"),)
    elif known:
        names = ", ".join(f"&{each}" for each in known[:5])
        suggestion = f"anchors before it: {clip(names)}; if text is meant, quote it: {as_text}"
    else:
        suggestion = f"define the anchor above it; if text is meant, quote it: {as_text}"
    return SyntaxProblem(
        ProblemKind.UNKNOWN_ANCHOR,
        Span(start, end),
        f"no anchor '&{clip(name)}' is defined before this alias",
        suggestion,
        fix_title=f"Change to *{near}" if near else None,
        fix=fix,
        fix_is_safe=False,
        fix_is_near_miss=near is not None,
    )


def _near(name: str, known: list[str]) -> str | None:
    candidates = [each for each in known[:_MAX_NAMES] if len(each) <= _MAX_NAME]
    return near_miss(name, candidates) if len(name) <= _MAX_NAME else None


def recursive_alias(name: str, start: int, end: int, target: Node) -> SyntaxProblem:
    """An alias inside the value that its own anchor names."""
    return SyntaxProblem(
        ProblemKind.RECURSIVE_ALIAS,
        Span(start, end),
        f"'*{clip(name)}' is inside '&{clip(name)}', so the value would contain itself",
        "name another anchor, or write the value out",
        related=((Span(target.start, target.start), f"'&{clip(name)}' begins here"),),
    )


def unknown_tag(node: Node, tag: Span, text: str) -> SyntaxProblem:
    """A tag outside the core schema; ``tag`` is where it stands."""
    written = clip(text[tag.start : tag.end])
    end = tag.end
    while end < node.start and text[end] in " \t":
        end += 1
    return SyntaxProblem(
        ProblemKind.UNKNOWN_TAG,
        tag,
        f"the tag '{written}' is not known here",
        "remove it, because only plain YAML values are read here; or quote the value if '!' is "
        "part of it",
        fix_title=f"Remove '{written}'",
        fix=(TextEdit(Span(tag.start, end), ""),),
        fix_is_safe=False,
    )


def tag_mismatch(node: ScalarNode, name: str, tag: Span) -> SyntaxProblem:
    """A core-schema tag on text that it can't read."""
    kinds = {"null": "null", "bool": "a boolean", "int": "a whole number", "float": "a number"}
    return SyntaxProblem(
        ProblemKind.UNKNOWN_TAG,
        node.span if node.text else tag,
        f"'{clip(node.text)}' cannot be read as {kinds.get(name, name)}, as its tag !!{name} asks",
        "remove the tag or change the value",
    )


def wrong_collection_tag(node: Node, name: str, tag: Span) -> SyntaxProblem:
    """``!!map`` on something that is not a mapping, and the like."""
    asked = {"map": "a mapping", "seq": "a list"}.get(name, "a single value")
    if isinstance(node, ScalarNode):
        found = "a single value"
    else:
        found = "a list" if isinstance(node, SequenceNode) else "a mapping"
    return SyntaxProblem(
        ProblemKind.UNKNOWN_TAG,
        tag,
        f"the tag !!{name} asks for {asked}, but the value is {found}",
        "remove the tag or change the value",
    )


def bad_merge_sources(entry: Entry) -> Iterator[Node]:
    """Yield what ``<<`` cannot merge: values of it that are not mappings."""
    value = dereference(entry.value)
    if not isinstance(value, SequenceNode):
        candidates = [entry.value]
    elif entry.value is value:
        candidates = value.items
    elif all(isinstance(dereference(item), MappingNode) for item in value.items):
        return
    else:
        candidates = [entry.value]  # a list after an alias is fine where it stands
    for candidate in candidates:
        lost = isinstance(candidate, AliasNode) and candidate.target is None
        complained_of = candidate.tag is not None
        if not lost and not complained_of and not isinstance(dereference(candidate), MappingNode):
            yield candidate


def bad_merge(node: Node) -> SyntaxProblem:
    """A value of ``<<`` that is not a mapping."""
    is_list = isinstance(dereference(node), SequenceNode)
    what = "a list with other values" if is_list else describe(node.value)
    found = f"'*{clip(node.name)}' refers to" if isinstance(node, AliasNode) else "this is"
    return SyntaxProblem(
        ProblemKind.BAD_MERGE,
        node.span,
        f"'<<' merges the keys of a mapping, but {found} {what}",
        "write an alias such as *name here, whose anchor is a mapping, or a list of such aliases",
    )


def second_document(start: int, end: int, *, behind_end_mark: bool = False) -> SyntaxProblem:
    """Another document in the file; ``start`` is its ``---`` or what follows ``...``."""
    if behind_end_mark:
        return SyntaxProblem(
            ProblemKind.SECOND_DOCUMENT,
            Span(start, end),
            "the document ends with the '...' above, and this comes after it",
            "remove the '...' if what follows belongs to this file; until then it is not read",
        )
    return SyntaxProblem(
        ProblemKind.SECOND_DOCUMENT,
        Span(start, end),
        "this '---' begins a second document, but a file can only hold one",
        "remove the '---' if what follows belongs to this file, else move it to a file of its own; "
        "until then it is not read",
    )


def too_long(length: int, limit: int) -> SyntaxProblem:
    """More text than ``Limits.characters``."""
    return SyntaxProblem(
        ProblemKind.TOO_LARGE,
        Span(0, 0),
        f"the file has {length:,} characters; at most {limit:,} are read",
        _DIVIDE,
    )


def too_many_bytes(limit: int) -> SyntaxProblem:
    """More bytes than a text within the limits has in any encoding; how many is not known."""
    return SyntaxProblem(
        ProblemKind.TOO_LARGE,
        Span(0, 0),
        f"the file has more than {limit:,} bytes; a file that long is not read",
        _DIVIDE,
    )


def too_deep(start: int, limit: int) -> SyntaxProblem:
    """More nesting than ``Limits.depth``."""
    return SyntaxProblem(
        ProblemKind.TOO_DEEP,
        Span(start, start + 1),
        f"values are nested more than {limit} levels deep here",
        "what follows is not read; flatten the value",
    )


def too_many_nodes(node: Node, limit: int) -> SyntaxProblem:
    """More values than ``Limits.nodes``."""
    return SyntaxProblem(
        ProblemKind.TOO_LARGE,
        Span(node.start, node.end),
        f"the document has more than {limit:,} keys and values; what follows is not read",
        "split it into several files",
    )


def too_many_aliases(node: AliasNode, limit: int) -> SyntaxProblem:
    """Aliases that write out to more values than ``Limits.expanded_nodes``."""
    return SyntaxProblem(
        ProblemKind.TOO_MANY_ALIASES,
        node.span,
        f"written out, the aliases up to here make more than {limit:,} values",
        "what follows is not read; use fewer aliases to values that contain aliases themselves",
    )


def empty_document(text: str) -> SyntaxProblem:
    """A file without content."""
    comment = text.find("#")
    span = Span(comment, line_end(text, comment)) if comment >= 0 else Span(0, 0)
    return SyntaxProblem(
        ProblemKind.EMPTY_DOCUMENT,
        span,
        "the file contains only comments" if comment >= 0 else "the file is empty",
        KEYS_AND_VALUES,
    )
