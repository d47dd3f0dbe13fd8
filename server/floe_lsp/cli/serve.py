"""``floe-lsp``: the language server, on the transport that the editor asks for."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import threading
import time
from collections.abc import Mapping
from importlib import import_module
from typing import NoReturn

from floe_lsp.wording.quoting import quote_name

from . import exit_codes
from .arguments import whole_number
from .generated_code import kept
from .printing import complain

_log = logging.getLogger(__name__)

_PORT = whole_number("port", 2**16 - 1)
_PROCESS = whole_number("process", 2**32 - 1)
_DEFAULT_HOST = "127.0.0.1"
_DEFAULT_PORT = 2087
"""The port that ``--tcp`` and ``--ws`` listen on unless another one is given."""
_TOKEN = "FLOE_LSP_TOKEN"  # noqa: S105 - the name of the variable
"""The token of ``--tcp`` and ``--ws``; no option, since other users can list those."""
_SHORTEST_TOKEN = 16
"""Characters."""

LEAVING_SECONDS = 3.0
"""How long the end waits for threads that may be writing; one that reads a pipe or a drive that is
gone would hold it for ever. With the last words it is less than ``leaving.MOST_SECONDS``."""


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
    parser.add_argument("--host", help=f"address for --tcp and --ws (default: {_DEFAULT_HOST})")
    parser.add_argument(
        "--port", type=_PORT,
        help=f"port for --tcp and --ws (default: {_DEFAULT_PORT}; 0 lets the system choose)",
    )  # fmt: skip
    parser.add_argument(
        "--allow-origin", metavar="ORIGIN", action="append", default=[],
        help="a page that may connect to --ws, such as http://localhost:3000; may be repeated",
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
        from floe_lsp.lsp.main import serve  # noqa: PLC0415 - so that its classes are kept
        from floe_lsp.lsp.wire import access, listening, transport, web_socket  # noqa: PLC0415 - likewise

    # Taken out in any case, so that nothing that is started later has it.
    given = os.environ.pop(_TOKEN, "")
    origins = {each: access.origin(each) for each in options.allow_origin}
    wrong = _wrong(options, origins)
    if wrong is not None:
        return _refuse(wrong)
    if options.tcp or options.ws:
        wrong = _wrong_token(given)
        if wrong is not None:
            return _refuse(f"{_TOKEN} {wrong}")
        host = _DEFAULT_HOST if options.host is None else options.host
        port = _DEFAULT_PORT if options.port is None else options.port
        if not access.is_loopback(host):
            complain(
                f"floe-lsp: warning: --host {quote_name(host)} lets other machines connect, and "
                "nothing is encrypted; the token is all that keeps them out"
            )
        pages = frozenset(each for each in origins.values() if each is not None)
        who = access.Access(host, given or secrets.token_urlsafe(32), pages)
        listen = listening.tcp if options.tcp else web_socket.websocket
        connect = listen(who, port, tells=not given)
    elif options.pipe is not None:
        connect = transport.pipe(options.pipe)
    elif options.socket is not None:
        connect = transport.socket(options.socket)
    else:
        connect = transport.stdio()
    try:
        code = serve(connect, level=options.log_level.upper())
    except transport.NoConnectionError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        code = exit_codes.INTERRUPTED
    return _leave(code)


def _wrong(options: argparse.Namespace, origins: Mapping[str, str | None]) -> str | None:
    """Return what is wrong with options that would do nothing."""
    is_listening = options.tcp or options.ws
    if options.host is not None and not is_listening:
        return "--host needs --tcp or --ws"
    if options.port is not None and not is_listening:
        return "--port needs --tcp or --ws"
    if origins and not options.ws:
        return "--allow-origin needs --ws"
    for given, origin in origins.items():
        if origin is None:
            example = "it is written like http://localhost:3000"
            return f"--allow-origin {quote_name(given)} is not the address of a page; {example}"
    return None


def _wrong_token(given: str) -> str | None:
    """Return what is wrong with a token that a person chose; an empty one is none."""
    if given and not given.strip():
        return "contains only spaces"
    if given and given != given.strip():
        return "begins or ends with a space, which a header would lose"
    try:
        _ = given.encode()
    except UnicodeEncodeError:
        return "is not UTF-8"
    if given and len(given) < _SHORTEST_TOKEN:
        return f"has fewer than {_SHORTEST_TOKEN} characters"
    return None


def _refuse(reason: str) -> int:
    complain(f"floe-lsp: {reason}")
    return exit_codes.USAGE


def _leave(code: int) -> NoReturn:
    """End the process without taking the interpreter apart.

    Threads that wait for the editor, or analyse what nobody asks for any more, are still there. One
    that Python ends in the middle of a library's native code takes the process down with SIGABRT.
    Those that write files are waited for, but not for ever.
    """
    from floe_lsp.lsp.wire.leaving import end_at_last  # noqa: PLC0415 - as above

    end_at_last(lambda: code)
    here, until = threading.current_thread(), time.monotonic() + LEAVING_SECONDS
    others = [each for each in threading.enumerate() if not each.daemon and each is not here]
    for thread in others:
        thread.join(max(0.0, until - time.monotonic()))
    given_up = sorted(each.name for each in others if each.is_alive())
    if given_up:
        _log.warning(
            "ended after %g s without what still runs on %s: it may be reading a pipe, or a drive "
            "that does not answer",
            LEAVING_SECONDS,
            ", ".join(given_up),
        )
    logging.shutdown()
    os._exit(code)
