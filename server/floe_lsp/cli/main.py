"""Entry points. A command's module is imported when the command runs, so that help is instant."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from floe_lsp import __version__

EXIT_OK = 0
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
"""What a shell reports for a command that Ctrl-C ended."""

_COMMANDS = {
    "compile": "write CompiledArtifacts and the dbt profile of a product",
    "check": "report every mistake in one product or in many",
    "explain": "say what an error code means, with examples",
    "schema": "print the JSON Schema of a file format",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``floe``.

    Args:
        arguments: The words after the command's name; those of the process when ``None``.

    Returns:
        0 success, 1 a mistake found by LOAD or VALIDATE, 2 one of a later stage, or wrong usage
        (plan, phase 3).
    """
    parser = argparse.ArgumentParser(
        prog="floe", description="Compile floe.yaml and its platform manifest, and check both."
    )
    parser.add_argument("--version", action="version", version=f"floe {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    words = list(sys.argv[1:] if arguments is None else arguments)
    # Only the chosen command's arguments are built; the others need a name and a line of help.
    chosen = next((word for word in words if not word.startswith("-")), None)
    for name, summary in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{_sentence(summary)}.")
        if name == chosen:
            module = import_module(f"floe_lsp.cli.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    options = parser.parse_args(words)
    return _guarded(options.run, options)


def language_server_main(arguments: Sequence[str] | None = None) -> int:
    """Run ``floe-lsp``; ``--compile`` compiles a product as ``floe compile`` does."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if "--compile" in words:
        words.remove("--compile")
        return main(["compile", *words])
    parser = argparse.ArgumentParser(
        prog="floe-lsp",
        description="Editor support for floe.yaml.",
        epilog="floe-lsp --compile takes the options of floe compile.",
    )
    parser.add_argument("--version", action="version", version=f"floe-lsp {__version__}")
    parser.add_argument(
        "--compile", action="store_true", help="compile a product and exit, without an editor"
    )
    parser.parse_args(words)
    parser.print_help()
    return EXIT_USAGE


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _guarded(run: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """Run a command; neither Ctrl-C nor a closed pipe shows a traceback."""
    try:
        code = run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (``floe check | head``); silence the flush at exit as well.
        sys.stdout = None  # pyright: ignore[reportAttributeAccessIssue] - what the shutdown checks
        return EXIT_OK
    return code
