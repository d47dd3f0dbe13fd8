"""Expressions that property files hold as text: ``ref('orders')``, ``{{ doc('orders') }}``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jinja2 import nodes

from floe_lsp.syntax import Span

from .calls import Certainty, Reference, calls_of, literal
from .template import Template, read_template


def reference_in(expression: str) -> Reference | None:
    """Return the ``ref`` or ``source`` that a text is, with its place in the text.

    ``None`` for anything else. dbt takes the text with and without the braces of a template.
    """
    shift = 0 if "{{" in expression else 3
    template = read_template(expression if shift == 0 else f"{{{{ {expression} }}}}")
    if not isinstance(template, Template):
        return None
    found = calls_of(template).references
    if len(found) != 1 or found[0].certainty is not Certainty.CERTAIN:
        return None
    (only,) = found
    owner = only.owner_span
    return replace(
        only,
        span=Span(only.span.start - shift, only.span.end - shift),
        owner_span=None if owner is None else Span(owner.start - shift, owner.end - shift),
    )


def described(text: str, block: Callable[[str | None, str], str | None]) -> str | None:
    """Return a description with its doc blocks in place, ``None`` where only dbt can tell it.

    Args:
        text: The description as written.
        block: Returns the text of a doc block by package and name, ``None`` for an unknown one.
    """
    template = read_template(text)
    if not isinstance(template, Template):
        return None
    parts: list[str] = []
    for output in template.body.body:
        for node in output.nodes if isinstance(output, nodes.Output) else [output]:
            part = node.data if isinstance(node, nodes.TemplateData) else _doc(node, block)
            if part is None:
                return None
            parts.append(part)
    return "".join(parts)


def _doc(node: nodes.Node, block: Callable[[str | None, str], str | None]) -> str | None:
    if not isinstance(node, nodes.Call) or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return None
    names = [literal(each) for each in node.args]
    is_doc = isinstance(node.node, nodes.Name) and node.node.name == "doc"
    if not is_doc or len(names) not in (1, 2) or not all(isinstance(each, str) for each in names):
        return None
    package = str(names[0]) if len(names) == 2 else None
    return block(package, str(names[-1]))
