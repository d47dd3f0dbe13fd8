"""``floe/status``: what an editor shows of each product beside its files, sent when it changes.

A notification of ours, for an editor that asks for it with ``statusNotification`` among its
initialization options. The parameters:

- ``server``: ``{version, python}``, in the first notification only;
- ``products``: ``{uri, name, manifests, manifestFoundBy, errors, warnings}`` of each product that
  is new or has changed, with the URIs of its manifest and of that one's parents;
- ``removed``: the URIs of products that are not known any more.
"""

from __future__ import annotations

import asyncio
import platform
from typing import TYPE_CHECKING, Any, NamedTuple

from floe_lsp import __version__
from floe_lsp.lsp.state.session import Session
from floe_lsp.lsp.wire.protocol import Protocol

from .product_status import product_status

if TYPE_CHECKING:
    from pathlib import Path

    from floe_lsp.compilation import Analysis

METHOD = "floe/status"

_DELAY = 0.1
"""Seconds in which results are gathered, so that an edit of a manifest is told in few messages."""


class _Told(NamedTuple):
    analysis: Analysis
    product: dict[str, Any]


class StatusNotifier:
    """Tells one editor of what has changed since it was told last."""

    def __init__(self, session: Session, protocol: Protocol) -> None:
        self._session = session
        self._protocol = protocol
        self._wanted = session.wants_status
        self._timer: asyncio.TimerHandle | None = None
        self._told: dict[Path, _Told] | None = None

    def changed(self) -> None:
        """Look soon whether there is something to tell; called on the event loop's thread."""
        if self._wanted and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_DELAY, self._tell)

    def stop(self) -> None:
        """Tell nothing more."""
        self._wanted = False
        if self._timer is not None:
            self._timer.cancel()

    def _tell(self) -> None:
        self._timer = None
        before = {} if self._told is None else self._told
        now = {path: self._seen(before.get(path), each) for path, each in self._analyses()}
        products = [
            told.product
            for path, told in now.items()
            if path not in before or told.product != before[path].product
        ]
        kept = {told.product["uri"] for told in now.values()}
        removed = [uri for told in before.values() if (uri := told.product["uri"]) not in kept]
        is_first, self._told = self._told is None, now
        if is_first or products or removed:
            server = {"server": {"version": __version__, "python": platform.python_version()}}
            self._protocol.notify(
                METHOD, {**(server if is_first else {}), "products": products, "removed": removed}
            )

    def _analyses(self) -> list[tuple[Path, Analysis]]:
        return list(self._session.analyses.items())

    def _seen(self, before: _Told | None, analysis: Analysis) -> _Told:
        """Return what is told of a product; without a look at it where its analysis is the same."""
        if before is not None and before.analysis is analysis:
            return before
        uri = self._session.convert.uri
        product = {
            "uri": uri(analysis.spec_path),
            "manifests": [uri(document.path) for document in analysis.manifests],
            **product_status(self._session, analysis),
        }
        return _Told(analysis, product)
