"""E309, E310, E311: who may compile (manifest, ``governance.rbac``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from floe_lsp.compilation.caller import PRINCIPAL, TOKEN
from floe_lsp.compilation.enforce.asked import AskedField, first_asked
from floe_lsp.compilation.enforce.policy import (
    Answer,
    Demand,
    NotCheckable,
    Policy,
    PolicyInput,
    Remark,
    Violation,
    below,
)
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.plugins.errors import (
    PluginCallError,
    PluginError,
    PluginNeedsConfigError,
    PluginNotFound,
)
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_access import RBACConfig
from floe_lsp.wording.quoting import listed, quote, short

if TYPE_CHECKING:
    from floe_lsp.plugins.identity import TokenOwner

_FIELDS = below("rbac", "enabled", "required_role", "allow_principal_fallback")


def _demands(platform: Platform, governance: GovernanceConfig) -> Iterator[Demand]:
    asked = first_asked(platform, (_FIELDS[0], ("rbac",)))
    if governance.rbac is not None and asked is not None:
        check = partial(_check, governance.rbac, asked)
        if governance.rbac.enabled:
            yield Demand("rbac", _FIELDS, "strict", asked, check)
        else:
            yield Demand("rbac", _FIELDS, "off", asked, check, "rbac.enabled is false")


def _check(rbac: RBACConfig, asked: AskedField, given: PolicyInput) -> Iterator[Answer]:
    """Yield what is wrong with who asks, or who they are."""
    if given.caller.token is not None:
        yield from _by_token(rbac, asked, given, given.caller.token)
        return
    principal = given.caller.principal
    if principal is None:
        by_name = rbac.allow_principal_fallback and rbac.required_role is None
        names = f"--principal NAME or {PRINCIPAL}, or a token in {TOKEN} or --token-file FILE"
        yield _broken(
            "E309",
            asked,
            "nobody says who compiles, and the platform wants to know",
            f"give {names}" if by_name else f"give a token in {TOKEN} or --token-file FILE",
        )
    elif not rbac.allow_principal_fallback:
        yield _broken(
            "E309",
            asked,
            f"{quote(short(principal))} is a name that nobody has proven, and "
            "rbac.allow_principal_fallback is false",
            f"give a token in {TOKEN} or --token-file FILE",
        )
    elif rbac.required_role is not None:
        reason = f"the role {quote(rbac.required_role)} of {quote(short(principal))} is not known: "
        yield NotCheckable(None, f"{reason}a token tells it, in {TOKEN} or --token-file FILE")
    else:
        yield Remark(
            f"{quote(short(principal))} as named, which nobody has proven", None, principal
        )


def _by_token(
    rbac: RBACConfig, asked: AskedField, given: PolicyInput, token: str
) -> Iterator[Answer]:
    """Yield what the identity plugin of the platform says of who a token belongs to."""
    selected = given.platform.plugins.get("identity")
    if selected is None:
        reason = "no manifest selects an identity plugin (plugins.identity), which knows tokens"
        yield NotCheckable(None, reason)
        return
    if not given.caller.asks_provider:
        reason = "no editor asks an identity provider; floe check and floe compile do"
        yield NotCheckable(None, reason)
        return
    try:
        owner = given.registry.owner_of(selected.name, token)
    except (PluginNotFound, PluginNeedsConfigError) as error:
        yield NotCheckable(None, given.caller.hidden(error.message))
    except PluginError as error:
        what = "answers nothing of use" if isinstance(error, PluginCallError) else "is of no use"
        yield _broken(
            "E311",
            asked,
            f"the identity plugin {what}, so nobody knows who compiles: "
            f"{given.caller.hidden(error.message)}",
            given.caller.hidden(error.suggestion or "see whether its provider can be reached"),
        )
    else:
        yield from _of_owner(rbac, asked, given, owner)


def _of_owner(
    rbac: RBACConfig, asked: AskedField, given: PolicyInput, owner: TokenOwner
) -> Iterator[Answer]:
    subject = None if owner.subject is None else short(given.caller.hidden(owner.subject))
    if not owner.is_valid:
        why = short(given.caller.hidden(owner.error)) or "it does not say why"
        yield _broken(
            "E309",
            asked,
            f"the token is not valid, as the identity plugin says: {why}",
            f"sign in again, and put the new token into {TOKEN} or a file for --token-file",
        )
    elif subject is None:
        yield _broken(
            "E311",
            asked,
            "the identity plugin says that the token is valid, and not whose it is",
            "ask those who maintain the plugin",
        )
    elif rbac.required_role is not None and rbac.required_role not in owner.roles:
        names = [given.caller.hidden(role) for role in owner.roles]
        roles = f"has the roles {listed(names)}" if names else "has no role"
        yield _broken(
            "E310",
            asked,
            f"{quote(subject)} lacks the role {quote(rbac.required_role)}, and {roles}",
            "ask the platform's team for the role, or let somebody compile who has it",
        )
    else:
        role = "" if rbac.required_role is None else f" with the role {quote(rbac.required_role)}"
        yield Remark(f"{quote(subject)}{role}, by a token", None, subject)


def _broken(code: str, asked: AskedField, message: str, suggestion: str) -> Violation:
    location = asked.document.location(asked.place)
    return Violation(code, None, location.span, message, suggestion, elsewhere=location)


POLICY = Policy("rbac", _FIELDS, _demands)
