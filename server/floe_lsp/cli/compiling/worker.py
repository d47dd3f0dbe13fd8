"""What runs in another process of ``floe compile``: it compiles what it is handed, and ends.

Orders come over standard input and results go to where standard output led, both pickled. It ends
with its input, so it outlives nobody who has started it.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from floe_lsp.cli.generated_code import kept

if TYPE_CHECKING:
    from floe_lsp.registries.manifests import CachedManifests


def main() -> None:
    """Compile what is handed over until the input ends."""
    # Unlike the signal itself this removes what is half written.
    _ = signal.signal(signal.SIGTERM, _leave)
    gc.disable()  # As in ``cli/main.py``.
    results = os.fdopen(os.dup(1), "wb")
    _keep_results_clean()
    orders = sys.stdin.buffer
    with kept("worker"):
        from floe_lsp.compilation import Sources, telemetry  # noqa: PLC0415 - what is imported is kept

        from .bench import Bench  # noqa: PLC0415
        from .crew import READY  # noqa: PLC0415
    from floe_lsp.cli.traced import start_telemetry  # noqa: PLC0415

    try:
        options = pickle.load(orders)  # noqa: S301 - a pipe of the process that has started us
        start_telemetry(options, is_told=True)

        def asked(said: object) -> Any:
            results.write(pickle.dumps(said, pickle.HIGHEST_PROTOCOL))
            results.flush()
            return pickle.load(orders)  # noqa: S301

        def manifests() -> CachedManifests:
            from .handed_manifests import HandedManifests  # noqa: PLC0415 - most name no registry

            return HandedManifests(asked)

        bench = Bench(options, Sources(manifests=manifests))
        done: object = READY
        while True:
            done = bench.fulfil(asked(done))
    except EOFError:
        _ = telemetry.close()  # The process that has started us says whether a collector answers.
    except BrokenPipeError:
        os._exit(1)  # Nobody waits for the result, nor could it be flushed.


def _leave(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(1)


def _keep_results_clean() -> None:
    """Let what a plugin prints go to standard error, and not among the results."""
    try:
        _ = os.dup2(2, 1)
    except OSError:  # Standard error is closed.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        _ = os.dup2(nowhere, 1)
