"""The parser of the command line: argparse, with words for people who mistyped an option."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from floe_lsp.files.paths import obstacle
from floe_lsp.wording.near_miss import did_you_mean
from floe_lsp.wording.quoting import quote

from . import exit_codes, floe_core


class ArgumentParser(argparse.ArgumentParser):
    """A parser that names the near miss of a wrong option, command or value, in one short line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is, and exit as for wrong usage."""
        self.exit(exit_codes.USAGE, f"{self.prog}: {message}\nTry: {self.prog} --help\n")

    def unknown(self, words: Sequence[str]) -> NoReturn:
        """Report words that are neither a known option nor an option's value."""
        word = words[0].partition("=")[0]
        if word.startswith("-"):
            options = [each for each in self._option_string_actions if each.startswith("--")]
            self.error(f"there is no option {word}{did_you_mean(word, options)}")
        if any(not each.option_strings and each.nargs == "*" for each in self._actions):
            self.error(f"'{word}' stands apart from the other paths; name all in one place")
        if "--spec" in self._option_string_actions:
            self.error(f"'{word}' belongs to no option; did you mean --spec {word}?")
        self.error(f"'{word}' is one argument too many")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        choices: Iterable[Any] = () if action.choices is None else action.choices
        allowed = [str(choice) for choice in choices]
        if not allowed or value in allowed:
            return
        what = _named(action)
        advice = floe_core.advice_on(str(value)) if action.dest == "command" else ""
        advice = advice or did_you_mean(str(value), allowed)
        raise argparse.ArgumentError(
            None,
            f"'{value}' is not a {what}{advice}\nAllowed: {', '.join(allowed)}",
        )


def whole_number(what: str, most: int) -> Callable[[str], int]:
    """Return what reads the value of an option that is a number, from 0 to ``most``.

    Args:
        what: What the number is, such as ``port``.
        most: The largest one.
    """

    def read(text: str) -> int:
        digits = text.lstrip("0") or text[:1]
        # Python refuses to read a number of thousands of digits.
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))
        if not is_number or int(digits) > most:
            raise argparse.ArgumentTypeError(f"{quote(text)} is not a {what}, from 0 to {most}")
        return int(digits)

    return read


def named_path(text: str) -> Path:
    """Return what an option names; an empty name is a shell variable that is not set.

    It would stand for the current folder otherwise.
    """
    if not text:
        raise argparse.ArgumentTypeError("the name is empty; name a file or a folder")
    if (reason := obstacle(text)) is not None:
        raise argparse.ArgumentTypeError(f"{quote(text)} is not the path of a file: {reason}")
    return Path(text)


def _named(action: argparse.Action) -> str:
    if action.option_strings:
        return f"value of {action.option_strings[-1]}"
    return "command" if action.dest == "command" else action.dest
