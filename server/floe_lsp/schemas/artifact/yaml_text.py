"""Plain data as YAML: block style, the same bytes on every machine and with every library.

Any YAML 1.1 or 1.2 reader gets back the data that went in. Text that one of them could take for
something else (``yes``, ``1.0``, a date) stands in double quotes.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from floe_lsp.schemas.types.raw import is_list, is_mapping
from floe_lsp.wording.yaml_scalars import double_quoted, is_always_text

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./]+)*", re.ASCII)
_LONGEST_IMPLICIT_KEY: Final = 1000
"""A longer key needs the ``? `` form; the limit is 1,024 characters (section 7.4.2)."""


def yaml_text(data: Mapping[str, object]) -> str:
    """Return a mapping of plain data as a YAML document.

    Args:
        data: Mappings with text as keys, lists, text, finite numbers, booleans and ``None``.
    """
    return "\n".join(_block(data)) + "\n"


def _block(value: object) -> Iterator[str]:
    """Yield the lines of a value, without indentation of its own."""
    if is_mapping(value) and value:
        for key, item in value.items():
            yield from _entry(_text(str(key)), item)
    elif is_list(value) and value:
        for item in value:
            lines = _block(item)
            yield f"- {next(lines)}"
            yield from (f"  {line}" for line in lines)
    else:
        yield _scalar(value)


def _entry(key: str, value: object) -> Iterator[str]:
    start = f"{key}:" if len(key) <= _LONGEST_IMPLICIT_KEY else f"? {key}\n:"
    lines = start.split("\n")
    yield from lines[:-1]
    if (is_mapping(value) or is_list(value)) and value:
        yield lines[-1]
        yield from (f"  {line}" for line in _block(value))
    else:
        yield f"{lines[-1]} {_scalar(value)}"


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return _float(value)
    if is_mapping(value):
        return "{}"
    return str(value) if isinstance(value, int) else "[]"


def _float(value: float) -> str:
    """Return a float with a point: YAML 1.1 takes ``1e+16`` for text."""
    mantissa, mark, exponent = repr(value).partition("e")
    return f"{mantissa}.0{mark}{exponent}" if mark and "." not in mantissa else repr(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) is not None and is_always_text(text):
        return text
    return double_quoted(text)
