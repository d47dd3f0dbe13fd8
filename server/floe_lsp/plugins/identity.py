"""Identity plugins: they say of a token who it belongs to.

Only members count, as for all plugins; the released ones answer with classes of ``floe_core``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from floe_lsp.schemas.types.secrets.repeated import hider

from .isolation import call_isolated, plain_data, printing_through
from .released import METADATA_MEMBERS, InstalledPlugin

_MEMBER = "validate_token"
IDENTITY_MEMBERS = (*METADATA_MEMBERS, _MEMBER)
"""What an identity plugin must have."""


@dataclass(frozen=True)
class TokenOwner:
    """Who a token belongs to, as far as its provider says."""

    is_valid: bool
    error: str = ""
    """Why it is not valid."""
    subject: str | None = None
    """``None`` where the provider does not tell whose it is."""
    roles: tuple[str, ...] = ()


class InstalledIdentityPlugin(InstalledPlugin):
    """An installed identity plugin."""

    def owner_of(self, token: str) -> TokenOwner:
        """Return who a token belongs to, in the words of the plugin.

        Neither the error nor what the plugin prints repeats the token.

        Raises:
            PluginCallError: The plugin fails, or answers something else.
        """
        hide = hider(token)
        with printing_through(hide):
            return call_isolated(self.source, _MEMBER, lambda: self._answered(token), hide)

    def _answered(self, token: str) -> TokenOwner:
        answer = cast("object", getattr(self.plugin, _MEMBER)(token))
        is_valid: object = getattr(answer, "valid", None)
        if not isinstance(is_valid, bool):
            raise self._returned(_MEMBER, answer, "an answer with 'valid'")
        error = str(getattr(answer, "error", "") or "")
        user: object = getattr(answer, "user_info", None)
        if user is None:
            return TokenOwner(is_valid, error)
        subject: object = getattr(user, "subject", None)
        roles = plain_data(self.source, _MEMBER, getattr(user, "roles", None) or [])
        if not isinstance(subject, str) or not isinstance(roles, list):
            raise self._returned(_MEMBER, user, "a 'subject' and a list of 'roles'")
        names = tuple(str(role) for role in cast("list[object]", roles))
        return TokenOwner(is_valid, error, subject, names)
