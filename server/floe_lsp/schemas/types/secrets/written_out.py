"""Credentials of a configuration that are written out, where a placeholder belongs.

They are told by names: that of an option, of an entry, or of the item before; the second item of a
pair without dashes by its value too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Final, TypeAlias

from floe_lsp.schemas.types.errors import Loc
from floe_lsp.schemas.types.raw import is_list, is_mapping

from .flags import is_credential_flag, is_flag
from .headers import SIGN_IN_HEADERS
from .names import is_credential_key, is_group_of_options, tells_of_credential
from .placeholders import is_placeholder
from .words import looks_made_up

NAMED_BY: Final = ("name", "key", "property")
"""Keys of an entry that say what its ``value`` is."""

_NAME: Final = re.compile(r"[^\W\d_][\w.-]{0,79}")

_Trail: TypeAlias = "tuple[_Trail, str | int] | None"
"""A path as its last step and the path before it."""


class Reach(Enum):
    """How far down from the name of a credential what stands below it is the credential."""

    NOTHING = "nothing"
    VALUES = "values"
    """Its value, and the items of a list; entries of a mapping go by their own names."""
    ALL = "all"

    def below(self, key: object) -> "Reach":
        """Return how far that of an entry's name reaches, in a mapping that this one reaches."""
        if not isinstance(key, str):
            return self if self is Reach.ALL else Reach.NOTHING
        if is_credential_key(key):
            return Reach.VALUES if is_group_of_options(key) else Reach.ALL
        is_part = self is Reach.ALL and not tells_of_credential(key)
        return Reach.ALL if is_part else Reach.NOTHING


def find_literal_credentials(config: object, path: Loc = ()) -> Iterator[tuple[Loc, object]]:
    """Yield each credential of a configuration that is written out instead of a placeholder.

    ``null``, an empty text and true or false are not credentials. ``secret`` inside ``attach`` is
    the name of a DuckDB secret, not its value.

    Args:
        config: Plain data, of any shape.
        path: Put before each path.

    Yields:
        The path of the value, and the value.
    """
    # A stack instead of recursion, and paths that share their beginnings: the depth of the data
    # is not ours.
    stack: list[tuple[_Trail, object, Reach, bool]] = [
        (None, config, Reach.NOTHING, "attach" in path)
    ]
    while stack:
        trail, value, reach, attached = stack.pop()
        if is_mapping(value):
            named = names_credential(value)
            below = [
                (
                    (trail, key),
                    item,
                    _reach(reach, key, is_value=named and key == "value", attached=attached),
                    attached or key == "attach",
                )
                for key, item in value.items()
                if isinstance(key, str)
            ]
            stack.extend(reversed(below))
        elif is_list(value):
            told = credential_items(value)
            stack.extend(
                ((trail, index), item, Reach.ALL if index in told else reach, attached)
                for index, item in reversed(list(enumerate(value)))
            )
        elif reach is not Reach.NOTHING and not is_no_credential(value):
            yield (*path, *_steps(trail)), value


def _reach(above: Reach, key: str, *, is_value: bool, attached: bool) -> Reach:
    if is_value:
        return Reach.ALL
    return Reach.NOTHING if attached and key.lower() == "secret" else above.below(key)


def credential_items(items: Sequence[object]) -> frozenset[int]:
    """Return which items of a list the item before says to be credentials.

    Whatever follows an option of a command line is one: ``[--password, hunter]``. Of two items
    without dashes the second is one when it is no word: ``[password, hunter2]``, while
    ``[password, email]`` are the names of two columns.
    """
    found = {
        index
        for index in range(1, len(items))
        if is_credential_flag(items[index - 1]) and not is_flag(items[index])
    }
    if len(items) == 2 and isinstance(items[0], str) and isinstance(items[1], str):
        name, value = items[0], items[1]
        if _NAME.fullmatch(name) and is_credential_key(name) and looks_made_up(value):
            found.add(1)
    return frozenset(found)


def names_credential(entry: Mapping[object, object]) -> bool:
    """Return whether an entry such as ``{name: PASSWORD, value: ...}`` names a credential."""
    names = (entry.get(key) for key in NAMED_BY)
    return "value" in entry and any(
        isinstance(each, str) and (is_credential_key(each) or each.lower() in SIGN_IN_HEADERS)
        for each in names
    )


def _steps(trail: _Trail) -> list[str | int]:
    steps: list[str | int] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return steps[::-1]


def is_no_credential(value: object) -> bool:
    """Return whether a value is none under any name: nothing, true or false, a placeholder."""
    return value is None or isinstance(value, bool) or value == "" or is_placeholder(value)
