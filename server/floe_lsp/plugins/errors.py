"""What can go wrong with a plugin. Each error is made of words for people and names the plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from .categories import PluginCategory
    from .sources import PluginSource

_LONGEST = 200


class PluginError(Exception):
    """Base of the errors. ``message`` says what is wrong, ``suggestion`` what to do."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion

    def again(self) -> Self:
        """Return the same error without the frames in which it was raised.

        They hold the documents of an analysis. An error that is kept and raised again and again
        would gather those of each time.
        """
        same = type(self).__new__(type(self), *self.args)
        same.__dict__.update(self.__dict__)
        return same


class PluginNotFound(PluginError):
    """No plugin of this name is built in or installed."""

    def __init__(
        self,
        category: PluginCategory,
        name: str,
        message: str,
        suggestion: str | None,
        near: str | None = None,
    ) -> None:
        super().__init__(message, suggestion)
        self.category = category
        self.name = name
        self.near = near
        """The name that was most likely meant, built in, installed or known to exist."""


class InstalledPluginError(PluginError):
    """Base of the errors of a plugin that was found."""

    def __init__(self, source: PluginSource, problem: str, suggestion: str | None = None) -> None:
        super().__init__(f"{source.described()} {problem}", suggestion)
        self.source = source


class PluginLoadError(InstalledPluginError):
    """It cannot be imported or made, or is not a plugin of its category."""


class PluginNeedsConfigError(PluginLoadError):
    """It can only be created with a working configuration, so a compile cannot ask it anything."""


class PluginIncompatible(InstalledPluginError):
    """It was written for another version of the plugin interface."""


class PluginCallError(InstalledPluginError):
    """It raised when it was called, or returned something other than it promised."""


def in_words(error: BaseException, hide: Callable[[str], str] = str) -> str:
    """Say in one line what an exception of a plugin means.

    Args:
        error: The exception.
        hide: What hides in its words what must not be shown; it is given them whole.
    """
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"it needs the Python module '{hide(error.name)}', which is not installed"
    if isinstance(error, SystemExit):
        return "it tried to end the program"
    if isinstance(error, RecursionError):
        return "it calls itself endlessly"
    text = " ".join(hide(_text_of(error)).split())
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    kind = hide(type(error).__name__)
    return f"{kind}: {text}" if text else kind


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - the exception is a plugin's, and so is its __str__
        return ""
