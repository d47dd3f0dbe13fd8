"""What is a message, and what is wrong with one that is none (JSON-RPC 2.0)."""

from __future__ import annotations

from typing import Any, cast

from cattrs import BaseValidationError, transform_error
from pygls.exceptions import JsonRpcException

VERSION = "2.0"

UNREADABLE = (
    BaseValidationError,
    JsonRpcException,
    TypeError,
    ValueError,
    KeyError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What pygls and cattrs raise for a message of the wrong shape, and Python for one that is nested
too deeply or holds a number that is none."""


def malformed(data: dict[str, Any]) -> str | None:
    """Return why something is no message of JSON-RPC 2.0, ``None`` for one."""
    if data.get("jsonrpc") != VERSION:
        return "the message is not a JSON-RPC 2.0 object"
    method, number = data.get("method"), data.get("id")
    if not isinstance(method, str | None):
        return "the method is not a text"
    is_request = method is not None and "id" in data
    if not (is_identifier(number) or (number is None and not is_request)):
        return "the id is neither an integer nor a text"
    return None


def is_identifier(value: object) -> bool:
    """Return whether something can be the id of a request."""
    return isinstance(value, int | str) and not isinstance(value, bool)


def identifier(value: object, _: object) -> int | str:
    """Read an id or a token, which cattrs would take as it is, whatever it is."""
    if not is_identifier(value):
        raise ValueError("it is neither an integer nor a text")
    return cast("int | str", value)


def kind_of_failure(error: Exception) -> str:
    """Return what kind of failure it is, without its words, which may be those of a file."""
    return type(error).__name__


def reason_of_failure(error: Exception) -> str:
    """Return why a message cannot be given its type."""
    if isinstance(error, BaseValidationError):
        return "; ".join(transform_error(error))
    return str(error) or kind_of_failure(error)
