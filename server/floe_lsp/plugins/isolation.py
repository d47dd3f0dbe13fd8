"""Runs the code of an installed plugin so that it can do no harm to a compile.

Whatever it raises becomes one of our errors, which names it, and what it prints goes to standard
error: standard output belongs to the results of a command, or to the editor's protocol.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from typing import TypeVar, cast

from .errors import InstalledPluginError, PluginCallError, PluginLoadError, in_words
from .sources import PluginSource

_T = TypeVar("_T")
_NOT_DATA = "returned something that is not plain data"


def load_isolated(source: PluginSource, action: str, run: Callable[[], _T]) -> _T:
    """Run a step of loading a plugin.

    Args:
        source: The plugin.
        action: What is done, such as ``imported``.
        run: The step.

    Raises:
        PluginLoadError: If it raises anything but a keyboard interrupt.
    """
    advice = f"it is registered as {source.entry_point()}; fix or uninstall {source.distribution}"
    return _isolated(PluginLoadError, source, f"cannot be {action}", advice, run)


def call_isolated(
    source: PluginSource, member: str, run: Callable[[], _T], hide: Callable[[str], str] = str
) -> _T:
    """Call a member of a plugin, or read it.

    Args:
        source: The plugin.
        member: The member.
        run: The call.
        hide: What hides in the words of an exception what must not be shown.

    Raises:
        PluginCallError: If it raises anything but a keyboard interrupt.
    """
    advice = f"if none of your options explains it, ask the maintainers of {source.distribution}"
    return _isolated(PluginCallError, source, f"failed in {member}", advice, run, hide)


def _isolated(
    error_type: type[InstalledPluginError],
    source: PluginSource,
    problem: str,
    advice: str,
    run: Callable[[], _T],
    hide: Callable[[str], str] = str,
) -> _T:
    try:
        with redirect_stdout(sys.stderr):
            return run()
    except error_type:
        raise
    except (Exception, SystemExit) as error:
        raise error_type(source, f"{problem}: {in_words(error, hide)}", advice) from error


@contextmanager
def printing_through(hide: Callable[[str], str]) -> Generator[None]:
    """Let what is printed inside go to standard error behind ``hide``, all of it at the end."""
    printed = BytesIO()
    stream = TextIOWrapper(printed, "utf-8", "backslashreplace", write_through=True)
    try:
        with redirect_stderr(stream):
            yield
    finally:
        words = printed.getvalue().decode("utf-8", "replace")
        if words:
            _ = sys.stderr.write(hide(words))


def plain_data(source: PluginSource, member: str, value: object) -> object:
    """Return what a plugin returned as mappings, lists and scalars alone.

    Raises:
        PluginCallError: If something in it is none of them.
    """
    return call_isolated(source, member, lambda: _plain(source, member, value))


def _plain(source: PluginSource, member: str, value: object) -> object:
    from pydantic import BaseModel, SecretStr  # noqa: PLC0415 - not for a look-up

    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        # An enum member is text too; this gives its text and not its name.
        return str.__str__(value)
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, BaseModel):
        return _plain(source, member, value.model_dump())
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        if all(isinstance(key, str) for key in entries):
            return {str(key): _plain(source, member, each) for key, each in entries.items()}
    elif isinstance(value, (list, tuple)):
        return [_plain(source, member, each) for each in cast("list[object]", value)]
    elif hasattr(value, "__fspath__"):
        return str(value)
    raise PluginCallError(
        source, f"{_NOT_DATA} in {member}: {type(cast('object', value)).__name__}"
    )
