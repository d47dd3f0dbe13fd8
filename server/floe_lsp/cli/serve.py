"""``floe-lsp``: the language server, on the transport that the editor asks for."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
from importlib import import_module
from typing import NoReturn

from . import exit_codes
from .arguments import whole_number
from .generated_code import kept

_PORT = whole_number("port", 2**16 - 1)
_PROCESS = whole_number("process", 2**32 - 1)
_DEFAULT_PORT = 2087
"""The port that ``--tcp`` and ``--ws`` listen on unless another one is given."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe-lsp``, named as vscode-languageclient passes them."""
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument(
        "--stdio", action="store_true", help="speak over the standard streams (the default)"
    )
    transport.add_argument("--tcp", action="store_true", help="listen for one editor on a port")
    transport.add_argument("--ws", action="store_true", help="listen for a WebSocket on a port")
    transport.add_argument(
        "--pipe", metavar="NAME", help="connect to a pipe or Unix socket of the editor"
    )
    transport.add_argument(
        "--socket", type=_PORT, metavar="PORT", help="connect to a port of the editor"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address for --tcp and --ws (default: %(default)s)"
    )
    parser.add_argument(
        "--port", type=_PORT, default=_DEFAULT_PORT, help="port for --tcp and --ws (default: "
        "%(default)s; 0 lets the system choose)",
    )  # fmt: skip
    parser.add_argument(
        "--log-level", choices=("debug", "info", "warning", "error"), default="warning",
        help="what is logged to standard error (default: %(default)s)",
    )  # fmt: skip
    # vscode-languageclient adds it; the editor's process comes with initialize as well.
    parser.add_argument("--clientProcessId", type=_PROCESS, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Serve one editor; nothing but the protocol reaches standard output."""
    # Brings attrs, the source of whose own classes is another one at each start.
    _ = import_module("cattrs")

    with kept("server"):
        from floe_lsp.lsp.main import NotConnected, serve  # noqa: PLC0415 - so that its classes are kept
        from floe_lsp.lsp.wire import transport  # noqa: PLC0415 - likewise

    if options.tcp:
        connect = transport.tcp(options.host, options.port)
    elif options.ws:
        connect = transport.websocket(options.host, options.port)
    elif options.pipe is not None:
        connect = transport.pipe(options.pipe)
    elif options.socket is not None:
        connect = transport.socket(options.socket)
    else:
        connect = transport.stdio()
    try:
        code = serve(connect, level=options.log_level.upper())
    except NotConnected as error:
        print(f"floe-lsp: {error}", file=sys.stderr)
        code = exit_codes.USAGE
    return _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process without taking the interpreter apart.

    Threads that wait for the editor, or analyse what nobody asks for any more, are still there. One
    that Python ends in the middle of a library's native code takes the process down with SIGABRT.
    Those that write files are waited for.
    """
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.current_thread():
            thread.join()
    logging.shutdown()
    os._exit(code)
