"""What the files of models, snapshots, macros and doc blocks say, each read by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from jinja2 import nodes

from floe_lsp.syntax import SourceText, Span

from .jinja.calls import (
    ASKING_FOR_NODES,
    NO_CALLS,
    UNREAD,
    TemplateCalls,
    calls_in,
    calls_of,
    names_in,
)
from .jinja.template import MAX_TOKENS, Template, read_template
from .property_problems import FileProblem
from .python_models import calls_in_python

_TAGS = ("data_test", "docs", "macro", "materialization", "snapshot", "test")
_OPENING = re.compile(rf"\{{%-?\s*({'|'.join(_TAGS)})\b")
_CLOSING = {tag: re.compile(rf"\{{%-?\s*end{tag}\s*-?%\}}") for tag in _TAGS}


@dataclass(frozen=True)
class MacroFacts:
    """What a macro may do when it is called."""

    name: str
    """As it is called: that of a test begins with ``test_``."""
    names: frozenset[str]
    """All names and texts in it, whatever they stand for: it may call macros of these names."""
    may_ask: bool
    """Whether it may call ``ref`` or ``source`` by itself."""
    may_set: bool
    """Whether it may set something by ``config(...)``."""


@dataclass(frozen=True)
class CodeFile:
    """What a file of a model, snapshots, macros or doc blocks says."""

    text: SourceText
    """What the spans count in."""
    calls: TemplateCalls = UNREAD
    """What its templates ask for: those of all blocks, whoever runs them."""
    checksum: str = ""
    """As dbt writes it."""
    problem: FileProblem | None = None
    """Why dbt refuses the file."""
    snapshots: tuple[tuple[str, TemplateCalls], ...] = ()
    macros: tuple[MacroFacts, ...] = ()
    docs: tuple[tuple[str, str | None], ...] = ()
    """Doc blocks by name, ``None`` for one that only dbt can tell."""
    is_whole: bool = True
    """Whether it could be read."""
    cost: int = 0
    """Tokens of its templates, or as many as its text would cost."""


UNREADABLE_CODE = CodeFile(SourceText(""), is_whole=False)


def read_model(text: SourceText) -> CodeFile:
    """Read a model that is written in SQL."""
    checksum = checksum_of(text.text)
    template = read_template(text.text)
    if isinstance(template, Template):
        return CodeFile(text, calls_of(template), checksum, cost=template.tokens)
    return _unread(text, template.span, template.message, checksum, template.is_mistake)


def read_python_model(text: SourceText) -> CodeFile:
    """Read a model that is written in Python."""
    calls, cost = calls_in_python(text)
    return CodeFile(text, calls, checksum_of(text.text), cost=cost)


def read_blocks(text: SourceText) -> CodeFile:
    """Read a file of snapshots, of macros or of doc blocks."""
    checksum = checksum_of(text.text)
    if "{%" not in text.text:
        return CodeFile(text, NO_CALLS, checksum)
    template = read_template(text.text, with_blocks=True)
    if not isinstance(template, Template):
        is_mistake = template.is_mistake and _has_nothing_but_blocks(text.text)
        return _unread(text, template.span, template.message, checksum, is_mistake)
    blocks = [each for each in template.body.body if isinstance(each, nodes.Macro)]
    named = [(*each.name.partition(" "), each) for each in blocks]
    return CodeFile(
        text,
        calls_of(template),
        checksum,
        snapshots=tuple(
            (name, calls_in(template, block.body))
            for tag, _, name, block in named
            if tag == "snapshot"
        ),
        macros=tuple(_macros(template.body)),
        docs=tuple((name, _plain(block)) for tag, _, name, block in named if tag == "docs"),
        cost=template.tokens,
    )


def _has_nothing_but_blocks(text: str) -> bool:
    """Whether a file has no templates outside of its blocks, where dbt passes them over."""
    start = 0
    while opening := _OPENING.search(text, start):
        if "{" in text[start : opening.start()]:
            return False
        closing = _CLOSING[opening[1]].search(text, opening.end())
        if closing is None:
            return True
        start = closing.end()
    return start > 0 and "{" not in text[start:]


def read_docs(text: SourceText) -> CodeFile:
    """Read a file of doc blocks: Markdown, which may hold anything that Jinja refuses."""
    return replace(read_blocks(text), problem=None)


def checksum_of(text: str) -> str:
    """Return the checksum that dbt writes for a file."""
    return sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()


def _unread(
    text: SourceText, span: Span, message: str, checksum: str, is_mistake: bool
) -> CodeFile:
    words = f"dbt cannot read the templates of this file: {message}"
    problem = FileProblem(span, words) if is_mistake else None
    return CodeFile(
        text,
        checksum=checksum,
        problem=problem,
        is_whole=False,
        cost=min(len(text) // 4, MAX_TOKENS),
    )


def _macros(template: nodes.Template) -> Iterator[MacroFacts]:
    """Yield the macros, tests and materializations of a file."""
    for block in template.find_all(nodes.Macro):
        tag, _, name = block.name.rpartition(" ")
        if tag not in ("snapshot", "docs"):
            called = f"test_{name}" if tag in ("test", "data_test") else name
            # The names of its arguments are its own.
            parts = [node for each in block.body for node in (each, *each.find_all(nodes.Node))]
            used = {each.name for each in parts if isinstance(each, nodes.Name)}
            yield MacroFacts(
                called,
                frozenset(name for each in block.body for name in names_in(each)),
                not ASKING_FOR_NODES.isdisjoint(used),
                any(map(_sets, parts)) or not used.isdisjoint(("builtins", "context")),
            )


def _sets(node: nodes.Node) -> bool:
    """Whether ``config`` is called or handed on; ``config.get`` sets nothing."""
    if isinstance(node, nodes.Getattr):
        return _is_config(node.node) and node.attr == "set"
    if isinstance(node, nodes.Call):
        return _is_config(node.node) or any(map(_is_config, node.args))
    return isinstance(node, nodes.Assign) and _is_config(node.node)


def _is_config(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "config"


def _plain(block: nodes.Macro) -> str | None:
    """Return the text of a block that has no calls."""
    parts: list[str] = []
    for output in block.body:
        if not isinstance(output, nodes.Output):
            return None
        for node in output.nodes:
            if not isinstance(node, nodes.TemplateData):
                return None
            parts.append(node.data)
    return "".join(parts).strip()
