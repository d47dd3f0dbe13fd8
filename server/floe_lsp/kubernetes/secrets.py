"""Which key of which Secret holds each variable that dbt reads; never a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from floe_lsp.plugins.credentials import secret_variable

from .workload import SecretKey


def secret_keys(
    variables: Iterable[str], references: Iterable[str], others: str
) -> tuple[SecretKey, ...]:
    """Return where a cluster finds each variable.

    A variable of a ``connection_secret_ref`` is in the Secret of that name, under the name of the
    option: ``FLOE_SECRET_WAREHOUSE_LOGIN_PASSWORD`` is the key ``password`` of
    ``warehouse-login``. Any other one is in one Secret, under its own name.

    Args:
        variables: Names of variables.
        references: Each ``connection_secret_ref`` of the platform.
        others: The Secret of the rest.
    """
    prefixes = {f"{secret_variable(name)}_": name for name in references}
    return tuple(_key(variable, prefixes, others) for variable in sorted(set(variables)))


def _key(variable: str, prefixes: Mapping[str, str], others: str) -> SecretKey:
    fitting = [prefix for prefix in prefixes if variable.startswith(prefix)]
    if not fitting:
        return SecretKey(variable, others, variable)
    # Of ``login`` and ``login-admin`` the longer one is meant.
    prefix = max(fitting, key=len)
    return SecretKey(variable, prefixes[prefix], variable[len(prefix) :].lower())
