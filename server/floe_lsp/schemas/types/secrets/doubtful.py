"""What of a text may be a credential: a value that looks like one and stands where one would.

The shapes of real secrets are certain, and refused wherever they stand. What is doubtful stays out
of artifacts; more than that is hidden in what is shown (``places_in_text``, ``named_values``).
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from .beside_names import NamedValue, named_values, telling_words
from .defaults import reached, with_defaults
from .in_addresses import WHOLE_ADDRESS, lets_in, places_in_text
from .names import is_credential_key, is_working_folder
from .placeholders import placeholder_at
from .shapes import SecretShape, find_secrets
from .stars import with_stars
from .value_ends import (
    braced_password,
    is_cut,
    next_blank,
    value_span,
    with_last_signs,
    within,
)
from .words import is_made_up_list, is_odd, is_path

_MOST_JUDGED: Final = 2_000
"""Names of credentials in one text, each of which would be judged; with so many all of it is."""

_ANOTHER_PAIR: Final = re.compile(r"(?i:\b(?:host|server|user|uid|user_?id|db_?name|database)=\S)")
"""What stands beside the password of a connection."""

_WITHOUT_JOINER: Final = re.compile(r"[\w./-]*")


_PARTS: Final = re.compile(r"[,;]+")


def is_quiet(text: str) -> bool:
    """Whether a text joins no name to a value, and is no address: most are names."""
    return _WITHOUT_JOINER.fullmatch(text) is not None


def doubtful_secrets(text: str) -> list[SecretShape]:
    """Return what looks like a credential, and stands where one would, in order.

    What ``find_secrets`` is certain of is not among them. Ordinary words beside the name of a
    credential are not: ``token: usage per day``, ``the password policy is strict``.
    """
    if is_quiet(text):
        return []
    named = list(islice(named_values(text), _MOST_JUDGED))
    if len(named) == _MOST_JUDGED:
        return [SecretShape("text", "a text full of names of credentials", 0, len(text))]
    return _apart(text, [*_as_written(text, named), *secret_defaults(text)])


def secret_defaults(text: str) -> list[SecretShape]:
    """Return the templates of a text whose default may be a credential, in order."""
    read, defaults = with_defaults(text)
    if not defaults:
        return []
    named = islice(named_values(read), _MOST_JUDGED)
    told = (*find_secrets(read), *_as_written(read, list(named)))
    inside = ((each.start, each.end) for each in told)
    title = "the default of a variable"
    return [
        SecretShape("default", title, each.start, each.end) for each in reached(defaults, inside)
    ]


def _as_written(text: str, named: Sequence[NamedValue]) -> list[SecretShape]:
    """Return what looks like a credential in a text, its templates taken for words."""
    found = [each for each in places_in_text(text) if lets_in(text, each)]
    is_connection = bool(named) and _ANOTHER_PAIR.search(text) is not None
    blank = 0
    for value in sorted(named, key=lambda each: each.start):
        span = value_span(text, value.start, mark=value.mark, is_item=value.is_item)
        if span is not None and placeholder_at(text, value.start) is None:
            core = within(text, *span)
            place = with_last_signs(text, core, span)
            judged = place if text[core[0] : core[0] + 1] in {"{", "<", "$"} else core
            written, whole = text[slice(*judged)], text[slice(*place)]
            if _is_like_a_password(written, whole, value, is_connection=is_connection):
                name, end = telling_words(value.name), place[1]
                if is_cut(span):
                    # All values within one word end where it does, which is looked for once.
                    end = blank = blank if blank > span[1] else next_blank(text, span[1])
                found.append(SecretShape(name, f"a value beside '{name}'", place[0], end))
    return found


def _apart(text: str, found: list[SecretShape]) -> list[SecretShape]:
    """Return what shares no character with what is certain or comes before, in order."""
    taken = bytearray(len(text))
    for each in find_secrets(text):
        taken[each.start : each.end] = b"1" * (each.end - each.start)
    apart: list[SecretShape] = []
    for each in sorted(found, key=lambda shape: (shape.start, -shape.end)):
        if taken.find(b"1", each.start, each.end) < 0:
            taken[each.start : each.end] = b"1" * (each.end - each.start)
            apart.append(each)
    return apart


def secrets_for_nobody(text: str) -> list[SecretShape]:
    """Return what of a value is refused: real secrets, and logins of what is an address as a whole.

    Such an address is used as it stands, so nothing can be left out of it.
    """
    found = list(find_secrets(text))
    if "://" in text and WHOLE_ADDRESS.fullmatch(text) is not None:
        found += doubtful_secrets(text)
    return sorted(found, key=lambda shape: shape.start)


def may_hold_secret(text: str) -> bool:
    """Whether a text is not to leave the machine: it holds a credential, or what may be one."""
    return bool(doubtful_secrets(text) or secrets_for_nobody(text))


def without_doubtful_secrets(text: str) -> str:
    """Return a text with stars for what may be a credential."""
    return with_stars(text, ((found.start, found.end) for found in doubtful_secrets(text)))


def _is_like_a_password(
    value: str, with_signs: str, named: NamedValue, *, is_connection: bool
) -> bool:
    if not value or value[0] == "*" or "{{" in value:
        return False
    is_certain = is_connection and named.mark == "=" and is_credential_key(named.name)
    if value[0] in "{<$":
        return braced_password(value, is_certain=is_certain)
    if is_certain:
        return True
    if is_working_folder(named.name) and is_path(value):
        return False
    if " " in value:
        return bool(named.mark) or any(map(str.isdigit, value))
    first = _PARTS.split(value, 1)[0]
    if is_odd(first) and (bool(named.mark) or any(map(str.isdigit, first))):
        return True
    return is_made_up_list(with_signs)
