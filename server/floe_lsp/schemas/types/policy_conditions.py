"""The conditions of the platform's own policies: a small part of Python's expressions.

A condition is asked of each model, which it calls ``model``: attributes, calls with arguments by
position, comparisons, ``and``, ``or``, ``not``, ``len`` and literals. Nothing is ever run here.
"""

import ast
import re
import warnings
from collections.abc import Callable
from typing import Final, TypeGuard

from typing_extensions import LiteralString

from floe_lsp.wording.near_miss import near_miss
from floe_lsp.wording.quoting import quote

from .errors import INVALID_CONDITION, Complaint
from .text_rules import TextRule

_EXAMPLE: Final = "model.meta.get('owner')"

LONGEST: Final = 2_000
"""Characters of a condition; a longer one is not read, since Python's parser takes much memory."""

_NAMES: Final = ("model", "None", "True", "False")

_WORDS: Final = {"null": "None", "nil": "None"}
"""Names of other languages, and what is meant."""

_READ: Final = (
    ast.Attribute,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.Name,
    ast.boolop,
    ast.cmpop,
    ast.expr_context,
    ast.Not,
    ast.UnaryOp,
)

_LITERALS: Final = (str, int, float, complex, type(None))

_IN_QUOTES: Final = re.compile(r"""('[^']*'|"[^"]*")""")

_FOREIGN: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"!(?!=)"), " not "),
    (re.compile(r"<>"), "!="),
    (re.compile(r"===|(?<![=!<>])=(?!=)"), "=="),
    (re.compile(r"\bAND\b"), "and"),
    (re.compile(r"\bOR\b"), "or"),
    (re.compile(r"\bNOT\b"), "not"),
)
"""How other languages write operators, and what is meant."""


class PolicyCondition(TextRule):
    """A condition over ``model`` that is true of the models that pass."""

    error_type: LiteralString = INVALID_CONDITION

    def complaint(self, text: str) -> Complaint | None:
        """Return what is wrong with ``text``, or ``None``."""
        text = text.strip()
        if len(text) > LONGEST:
            return None
        if not text:
            return Complaint("the condition is empty", f"write one such as {_EXAMPLE}")
        tree = parsed(text)
        if tree is not None:
            return _refused(text, tree)
        message = f"{quote(text)} is not a condition that can be read"
        meant = _translated(text)
        if parsed(meant) is not None:
            return Complaint(message, f"write {meant}", meant)
        return Complaint(message, f"write one such as {_EXAMPLE}")


def parsed(text: str) -> ast.expr | None:
    """Return the tree of a condition; ``None`` where it is not an expression of Python."""
    with warnings.catch_warnings():
        # Python's parser warns of odd escapes on standard error.
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _translated(text: str) -> str:
    def translate(part: str) -> str:
        for pattern, meant in _FOREIGN:
            part = pattern.sub(meant, part)
        return re.sub(r"\s+", " ", part)

    return _outside_texts(text, translate).strip()


def _outside_texts(text: str, change: Callable[[str], str]) -> str:
    """Change a condition, but not the texts in quotes that stand in it."""
    parts = _IN_QUOTES.split(text)
    parts[::2] = map(change, parts[::2])
    return "".join(parts)


def _refused(text: str, tree: ast.expr) -> Complaint | None:
    """Return the first thing in a condition that conditions do not have, or ``None``."""
    lengths = {id(node.func) for node in ast.walk(tree) if _is_length(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if node.id not in _NAMES and id(node) not in lengths:
                return _unknown_name(text, node.id)
        elif not isinstance(node, _READ) or _is_foreign(node):
            # Whatever has no place of its own stands in something that is refused before it.
            part = ast.get_source_segment(text, node) or text
            return Complaint(
                f"{quote(part)} cannot be used in a condition",
                "use attributes of model, calls such as get('owner'), len(), comparisons, and, or, "
                "not",
            )
    return None


def _is_length(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a node is ``len`` of one thing, the only function that a condition has."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "len"
        and len(node.args) == 1
    )


def _is_foreign(node: ast.AST) -> bool:
    """Whether a node of a kind that conditions have is one that they do not have."""
    if isinstance(node, ast.UnaryOp):
        return not isinstance(node.op, ast.Not)
    if isinstance(node, ast.Call):
        # An unknown name that is called is told by itself.
        is_unknown = isinstance(node.func, ast.Name) and node.func.id not in (*_NAMES, "len")
        return not (isinstance(node.func, ast.Attribute) or is_unknown or _is_length(node))
    # Bytes and the ellipsis are literals as well.
    return isinstance(node, ast.Constant) and not isinstance(node.value, _LITERALS)


def _unknown_name(text: str, name: str) -> Complaint:
    message = f"a condition knows no {quote(name)}"
    meant = _WORDS.get(name) or near_miss(name, _NAMES)
    if meant is None:
        return Complaint(message, f"begin with model, as in {_EXAMPLE}")
    word = re.compile(rf"(?<![\w.]){re.escape(name)}\b")
    corrected = _outside_texts(text, lambda part: word.sub(meant, part))
    return Complaint(message, f"did you mean {quote(meant)}?", corrected)
