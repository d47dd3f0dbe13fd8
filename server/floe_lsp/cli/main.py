"""Entry points. A command's module is imported when the command runs, so that help is instant."""

from __future__ import annotations

import argparse
import contextlib
import errno
import gc
import os
import platform
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module, util
from pathlib import Path

from floe_lsp import __version__

from . import exit_codes, floe_core
from .arguments import ArgumentParser
from .generated_code import kept
from .printing import complain

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""The errors of a disk that is full or fails."""

_COMMANDS = {
    "compile": "write CompiledArtifacts and the dbt profile of products",
    "check": "report every mistake in one product or in many",
    "explain": "say what an error code means, with examples",
    "artifact": "look at compiled artifacts, compare, convert and exchange them with registries",
    "deploy": "write what a cluster runs a product by",
    "governance": "look at what the platform asks of products, and report on it",
    "manifest": "look at the platform that manifests result in, and exchange them with registries",
    "schema": "print the JSON Schema of a file format",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``floe``.

    Args:
        arguments: The words after the command's name; those of the process when ``None``.

    Returns:
        0 success, 1 a mistake found by LOAD or VALIDATE, 2 one of a later stage, or wrong usage.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    # The other package sets up its own streams, tracing and memory.
    other = None if _is_ours(words) else floe_core.command_of(words)
    return _guarded(lambda: _run(words)) if other is None else other()


def _is_ours(words: Sequence[str]) -> bool:
    """Whether words lead to a command of this package, or to none at all."""
    commands: Mapping[str, str] = _COMMANDS
    for word in words:
        if word.startswith("-"):
            break
        if word not in commands:
            return False
        found = util.find_spec(f"floe_lsp.cli.{word}")
        if found is None or found.submodule_search_locations is None:
            break
        commands = import_module(f"floe_lsp.cli.{word}").COMMANDS
    return True


def _run(words: list[str]) -> int:
    parser = ArgumentParser(
        prog="floe",
        description="Compile floe.yaml and its platform manifest, and check both.",
        epilog=floe_core.HINT if floe_core.is_installed() else None,
    )
    parser.add_argument("--version", action="version", version=f"floe {__version__}")
    command = _add_commands(parser, "", _COMMANDS, words)
    options, rest = parser.parse_known_args(words)
    if rest:
        command.unknown(rest)
    return options.run(options)


def _add_commands(
    parser: ArgumentParser, family: str, commands: Mapping[str, str], words: Sequence[str]
) -> ArgumentParser:
    """Add commands to a parser, and return that of the one that was chosen, or the parser itself.

    Only the chosen command's arguments are built; the others need a name and a line of help.

    Args:
        parser: That of ``floe``, or of a family such as ``floe manifest``.
        family: The room of ``cli`` that holds the commands, followed by a dot; empty for ``cli``.
        commands: The commands with their summaries.
        words: What follows the name of the family.
    """

    def without_command(_: argparse.Namespace) -> int:
        parser.print_help(sys.stderr)
        return exit_codes.USAGE

    parser.set_defaults(run=without_command)
    added = parser.add_subparsers(dest="command", metavar="COMMAND")
    at, chosen = next(
        ((at, word) for at, word in enumerate(words) if not word.startswith("-")), (0, None)
    )
    command = parser
    for name, summary in commands.items():
        own = added.add_parser(name, help=summary, description=f"{_sentence(summary)}.")
        if name != chosen:
            continue
        with kept(f"{family}{name}"):
            module = import_module(f"floe_lsp.cli.{family}{name}")
        if hasattr(module, "COMMANDS"):
            command = _add_commands(own, f"{family}{name}.", module.COMMANDS, words[at + 1 :])
        else:
            command = own
            module.add_arguments(own)
            own.set_defaults(run=module.run)
    return command


def language_server_main(arguments: Sequence[str] | None = None) -> int:
    """Run ``floe-lsp``: the language server, or a command of ``floe``.

    The script ``floe`` may be that of floe-core; this one is always ours. ``--compile`` stands for
    the command ``compile``.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in _COMMANDS:
        return main(words)
    if "--compile" in words:
        words.remove("--compile")
        return main(["compile", *words])
    return _guarded(lambda: _serve(words))


def _serve(words: list[str]) -> int:
    from . import serve  # noqa: PLC0415 - as for the commands

    parser = ArgumentParser(
        prog="floe-lsp",
        description="Editor support for floe.yaml: a language server, started by an editor.",
        epilog="Each command of floe is one of floe-lsp too, such as floe-lsp check; --compile "
        "takes the options of floe compile.",
    )
    parser.add_argument("--version", action="version", version=f"floe-lsp {__version__}")
    parser.add_argument(
        "--compile", action="store_true", help="compile a product and exit, without an editor"
    )
    serve.add_arguments(parser)
    options, rest = parser.parse_known_args(words)
    if rest:
        parser.unknown(rest)
    return serve.run(options)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _guarded(run: Callable[[], int]) -> int:
    """Run a command; Ctrl-C, a closed pipe and a full disk show no traceback."""
    # Imports and analyses make many objects and no cycles: the collector takes 6 % of the time of a
    # compilation and frees nothing. The server runs it when nobody types (lsp/work/collecting.py).
    gc.disable()
    # Pydantic would search every installed package for plugins that watch its models.
    _ = os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    with contextlib.ExitStack() as open_files:
        # A stream that the shell closed (``>&-``) is None; what is printed there goes nowhere.
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is None:
                nowhere = open_files.enter_context(open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123
                setattr(sys, name, nowhere)
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure is not None:
            # A path may hold what the terminal's encoding lacks; stderr is set so by Python.
            reconfigure(errors="backslashreplace")
        try:
            code = run()
            sys.stdout.flush()
        except KeyboardInterrupt:
            return exit_codes.INTERRUPTED
        except BrokenPipeError:
            # The reader has gone (``floe check | head``).
            _abandon_output()
            return exit_codes.BROKEN_PIPE
        except OSError as error:
            if error.errno not in _FULL:
                return _internal_error(error)
            _abandon_output()
            with contextlib.suppress(OSError):
                reason = error.strerror or str(error)
                complain(f"floe: the output cannot be written: {reason}")
            return exit_codes.USAGE
        except Exception as error:  # noqa: BLE001 - the last resort
            return _internal_error(error)
        return code


def _internal_error(error: Exception) -> int:
    """Say what to report of a fault of ours; the trace is for those who fix it, on request."""
    if os.environ.get("FLOE_TRACEBACK"):
        raise error
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    complain(
        f"floe: this is a fault of floe, not of your files: {type(error).__name__} in {place}",
        f"Please report it with this line and the file that you gave it "
        f"(floe {__version__}, Python {platform.python_version()}, {sys.platform}). "
        "FLOE_TRACEBACK=1 shows more.",
    )
    return exit_codes.INTERNAL


def _abandon_output() -> None:
    """Keep the interpreter from flushing standard output once more when it ends."""
    sys.stdout = None  # pyright: ignore[reportAttributeAccessIssue] - what the shutdown checks
