"""Who asks for a compilation, as far as they say: a principal, or the token of one.

A token never stands on a command line, which other people of the machine can read. Nothing but the
identity plugin that the platform selects is shown it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from floe_lsp.schemas.types.secrets.repeated import hider
from floe_lsp.schemas.types.secrets.shapes import find_secrets

PRINCIPAL = "FLOE_PRINCIPAL"
TOKEN = "FLOE_TOKEN"  # noqa: S105 - the name of the variable

_LONGEST = 254
"""Characters of a principal: an address of mail has no more (RFC 5321)."""


@dataclass(frozen=True)
class Caller:
    """Who asks for an analysis or a compilation."""

    principal: str | None = None
    """The name that they give; nobody has proven it."""
    token: str | None = field(default=None, repr=False)
    asks_provider: bool = True
    """Whether a token may be shown to an identity plugin, which may ask a server: not in an editor,
    which analyses at every keystroke."""

    @classmethod
    def of_environment(
        cls, environment: Mapping[str, str] = os.environ, *, asks_provider: bool = True
    ) -> Caller:
        """Return who the environment says asks; a principal that is none counts as not given."""
        principal = environment.get(PRINCIPAL) or None
        if principal is not None and principal_problem(principal) is not None:
            principal = None
        return cls(principal, environment.get(TOKEN, "").strip() or None, asks_provider)

    def hidden(self, words: str) -> str:
        """Return words without the token, which a plugin may have repeated."""
        return words if self.token is None else hider(self.token)(words)


NOBODY = Caller()
"""A caller who says nothing."""


def principal_problem(given: str) -> str | None:
    """Return why a text is not the name of a principal, as the end of a sentence, or ``None``."""
    if not given.strip():
        return "it is empty"
    if len(given) > _LONGEST:
        return f"it has more than {_LONGEST} characters"
    if not given.isprintable():
        return "it holds characters that cannot be printed"
    if next(find_secrets(given), None) is not None:
        return f"it looks like a secret; a token goes into {TOKEN} or --token-file"
    return None
