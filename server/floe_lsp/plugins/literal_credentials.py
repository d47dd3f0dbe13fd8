"""No literal credential leaves the compiler: in nested data each becomes a variable.

What looks like a credential is told by ``floe_lsp.schemas.types.secrets``, from the name of an
option, the shape of a text or the words around it. Beside that, ``password=...`` inside a
connection string is one, whatever it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.secrets.doubtful import doubtful_secrets, secret_defaults
from floe_lsp.schemas.types.secrets.doubtful_options import (
    is_doubtful_below_group,
    is_doubtful_option,
)
from floe_lsp.schemas.types.secrets.names import is_credential_key
from floe_lsp.schemas.types.secrets.placeholders import is_placeholder
from floe_lsp.schemas.types.secrets.shapes import SecretShape, find_secrets
from floe_lsp.schemas.types.secrets.stars import replaced
from floe_lsp.schemas.types.secrets.value_ends import is_cut, next_blank, value_span
from floe_lsp.schemas.types.secrets.written_out import Reach, credential_items, names_credential
from floe_lsp.wording.dbt_templates import env_var

from .credentials import secret_variable
from .templates import is_template

_SHORTEST = 8

_NAMED = re.compile(r"(?<![\w.-])(?P<name>[A-Za-z_][\w.-]{0,79})\s{0,9}=\s{0,9}")
_TEMPLATE = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}")
_QUOTE_OR_BRACE = re.compile(r"[{}'\"]")


@dataclass(frozen=True)
class ReplacedCredentials:
    """Data without literal credentials."""

    value: object
    variables: Mapping[Loc, str]
    """Where one stood, with the text that stands there now: a template, or text with one in it."""

    @property
    def found(self) -> tuple[Loc, ...]:
        """Where a literal credential stood."""
        return tuple(self.variables)


def replace_credentials(
    data: object,
    owner: str,
    *,
    holds_secret: Callable[[Loc], bool | None] | None = None,
    known: Iterable[str] = (),
) -> ReplacedCredentials:
    """Replace the literal credentials of nested plain data by ``{{ env_var('...') }}``.

    Args:
        data: Plain data; it is not changed.
        owner: ``connection_secret_ref``, else the plugin's name; part of the variables' names.
        holds_secret: Says of a place whether it holds a credential, ``None`` to go by its name.
        known: Credentials that were taken out of the data, and may stand in it again.
    """
    walk = _Walk(owner, holds_secret or (lambda _: None))
    walk.secrets.update(each for each in known if len(each) >= _SHORTEST)
    value = walk.visit(data, (), Reach.NOTHING)
    if walk.secrets:
        # The same text again, as an alias of a password gives it, is the password again.
        value = walk.visit(value, (), Reach.NOTHING)
    return ReplacedCredentials(value, walk.variables)


def is_literal(value: object) -> bool:
    """Say whether the value of a credential's option is a credential written out.

    An empty text gives nothing away, and a mapping or list is looked into instead.
    """
    if isinstance(value, str):
        return value != "" and not is_placeholder(value)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


class _Walk:
    """One walk over the data, collecting what it replaces."""

    def __init__(self, owner: str, holds_secret: Callable[[Loc], bool | None]) -> None:
        self.owner = owner
        self.holds_secret = holds_secret
        self.variables: dict[Loc, str] = {}
        self.secrets: set[str] = set()
        """The credentials that are long enough to be told from an ordinary word."""
        self.labels: dict[Loc, int | str] = {}

    def visit(self, data: object, loc: Loc, reach: Reach) -> object:
        if isinstance(data, Mapping):
            entry = cast("Mapping[object, object]", data)
            named = names_credential(entry)
            return {
                key: self._entry(key, value, loc, reach, is_value=named and key == "value")
                for key, value in entry.items()
            }
        if isinstance(data, (list, tuple)):
            items = cast("list[object]", data)
            self.labels.update({(*loc, index): label for index, label in _labels(items)})
            told = credential_items(items)
            return [
                self.visit(item, (*loc, index), Reach.ALL if index in told else reach)
                for index, item in enumerate(items)
            ]
        if (reach is not Reach.NOTHING and is_literal(data)) or (
            isinstance(data, str) and data in self.secrets
        ):
            if isinstance(data, str) and len(data) >= _SHORTEST:
                self.secrets.add(data)
            self.variables[loc] = self._template(loc)
            return self.variables[loc]
        return self._text(data, loc) if isinstance(data, str) else data

    def _entry(
        self, key: object, value: object, above: Loc, reach: Reach, *, is_value: bool
    ) -> object:
        loc = (*above, key if isinstance(key, int) else str(key))
        known = self.holds_secret(loc)
        if known is not None:
            below = Reach.VALUES if known else Reach.NOTHING
        elif (
            is_value
            or (isinstance(key, str) and is_doubtful_option(key, value))
            or is_doubtful_below_group(loc, value)
        ):
            below = Reach.ALL
        else:
            below = reach.below(key)
        return self.visit(value, loc, below)

    def _text(self, text: str, loc: Loc) -> str:
        if is_placeholder(text):
            return text
        # What a template holds cannot be a template: all of it makes room.
        given = self._without(text, secret_defaults(text), loc)
        certain = self._without(given, find_secrets(given), loc)
        paired = self._without(certain, _in_pairs(certain), loc)
        changed = self._without(paired, doubtful_secrets(paired), loc)
        if changed != text:
            self.variables[loc] = changed
        return changed

    def _without(self, text: str, shapes: Iterable[SecretShape], loc: Loc) -> str:
        apart: list[SecretShape] = []
        for shape in shapes:
            if not apart or shape.start >= apart[-1].end:
                apart.append(shape)
        names = iter([shape.kind.removeprefix("url-") for shape in apart])
        places = ((shape.start, shape.end) for shape in apart)
        return replaced(text, places, lambda _: self._template((*loc, next(names))))

    def _template(self, loc: Loc) -> str:
        steps = (self.labels.get(loc[: end + 1], step) for end, step in enumerate(loc))
        return env_var(secret_variable(self.owner, *steps))


def _in_pairs(text: str) -> Iterator[SecretShape]:
    """Yield the values of a text such as ``host=h password=x``, but for templates."""
    done = 0
    for match in _NAMED.finditer(text):
        if match.end() < done or not is_credential_key(match["name"]):
            continue
        if _TEMPLATE.match(text, match.end()):
            continue
        span = _value_of_pair(text, match.end())
        if span is not None and text[slice(*span)].strip("'\""):
            done = span[1]
            yield SecretShape(match["name"], "a credential in a text", *span)


def _value_of_pair(text: str, start: int) -> tuple[int, int] | None:
    span = value_span(text, start, mark="=")
    if span is None or text[start] in "'\"":
        return span
    stop = _QUOTE_OR_BRACE.search(text, *span)
    end = span[1] if stop is None else stop.start()
    if is_cut((start, end)):
        end = next_blank(text, end)
    return (start, end) if start < end else None


def _labels(items: list[object]) -> Iterator[tuple[int, str]]:
    """Yield the index and name of each entry of a list that has a name of its own.

    With a name, the variable stays as it is when entries are added before.
    """
    names = [_name(item) for item in items]
    counts = Counter(names)
    for index, name in enumerate(names):
        if name is not None and counts[name] == 1:
            yield index, name


def _name(item: object) -> str | None:
    if isinstance(item, Mapping):
        entry = cast("Mapping[object, object]", item)
        for key in ("name", "alias"):
            name = entry.get(key)
            if isinstance(name, str) and name.strip() and not is_template(name):
                return name
    return None
