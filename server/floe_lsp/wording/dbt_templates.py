"""The templates that dbt fills in, as floe writes them."""

from __future__ import annotations


def env_var(name: str, default: str | None = None, *, convert: str | None = None) -> str:
    """Return the dbt template that reads an environment variable.

    Args:
        name: Name of the variable.
        default: Text to use when it is not set; without one dbt stops. Must have no quote.
        convert: A dbt filter such as ``int`` or ``as_native``.
    """
    fallback = "" if default is None else f", '{default}'"
    converted = "" if convert is None else f" | {convert}"
    return f"{{{{ env_var('{name}'{fallback}){converted} }}}}"
