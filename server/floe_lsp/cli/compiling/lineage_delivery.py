"""Lineage on its way: sent by OpenLineage's own client, within a time, and never at any price.

Who takes it is what the user's environment says (``OPENLINEAGE_URL``, ``OPENLINEAGE_CONFIG``,
``OPENLINEAGE__TRANSPORT__...``, or a file in their home), else what the manifest says. Nothing of
the current folder is read, and the user's credentials go to no address that a manifest names.
https://openlineage.io/docs/client/python
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import JobEvent, RunEvent
from openlineage.client.serde import Serde
from openlineage.client.transport.http import HttpConfig, HttpTransport

from floe_lsp.cli.printing import complain
from floe_lsp.lineage.events import events_of
from floe_lsp.schemas.manifest.observability import LineageConfig
from floe_lsp.wording.counting import counted

from .lineage import ToldLineage

DELIVERY_SECONDS = 5.0
"""How long the end of a run waits for those who take lineage, however many events there are."""

_CONFIG = "OPENLINEAGE_CONFIG"
_HOME = Path("~/.openlineage/openlineage.yml")

_NOBODY = "nobody takes it; set OPENLINEAGE_URL, or observability.lineage.endpoint in the manifest"
_OFF = "the manifest switches it off (observability.lineage)"

Event = RunEvent | JobEvent


@dataclass
class _Receiver:
    """Who takes events."""

    name: str
    emit: Callable[[Event], object]
    close: Callable[[float], object] = lambda _: None
    events: list[Event] = field(default_factory=list[Event])
    taken: int = 0
    has_refused: bool = False


class _Unusable(Exception):
    """Why lineage cannot be sent to whom the environment names."""


def deliver(told: Iterable[ToldLineage]) -> tuple[list[str], list[str]]:
    """Send what is told of compilations; return what was done, and what was not, in lines.

    It takes ``DELIVERY_SECONDS`` at most.
    """
    for name in ("openlineage", "urllib3"):
        # Their warnings would stand among the lines of the command.
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        chosen = _of_environment()
    except _Unusable as error:
        return [], [f"lineage was not sent: {error}"]
    receivers: dict[str, _Receiver] = {}
    why: dict[str, None] = {}
    for each in told:
        receiver = _receiver(each.platform, chosen, receivers)
        if isinstance(receiver, str):
            why[f"lineage was not sent: {receiver}"] = None
        else:
            receiver.events.extend(events_of(each.lineage))
    done, lost = _send(list(receivers.values()))
    return done, [*why, *lost]


def _send(receivers: Sequence[_Receiver]) -> tuple[list[str], list[str]]:
    def send() -> None:
        for each in receivers:
            _hand_over(each)

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    sender.join(DELIVERY_SECONDS)
    is_late = sender.is_alive()
    done: list[str] = []
    lost: list[str] = []
    for each in receivers:
        count = f"{each.taken} of {counted(len(each.events), 'event')}"
        if each.has_refused:
            lost.append(
                f"lineage was not delivered: {each.name} cannot be reached, or refused it; "
                f"{count} were taken"
            )
        elif is_late and each.taken < len(each.events):
            lost.append(
                f"lineage was not delivered: {each.name} did not take it within "
                f"{DELIVERY_SECONDS:g} s; {count} were taken"
            )
        else:
            done.append(f"Lineage: {counted(len(each.events), 'event')} sent to {each.name}")
    return done, lost


def _hand_over(receiver: _Receiver) -> None:
    """Send all events in their order; who refuses one is not asked for the others."""
    try:
        for event in receiver.events:
            _ = receiver.emit(event)
            receiver.taken += 1
        _ = receiver.close(DELIVERY_SECONDS)
    except Exception:  # noqa: BLE001 - a transport may fail in any way; its words may hold a secret
        receiver.has_refused = True


def _receiver(
    platform: LineageConfig | None, chosen: _Receiver | None, known: dict[str, _Receiver]
) -> _Receiver | str:
    """Return who takes the lineage of a product, or why nobody does."""
    if platform is not None and (not platform.enabled or platform.transport == "noop"):
        return _OFF
    if chosen is not None:
        return known.setdefault("", chosen)
    if platform is None:
        return _NOBODY
    if platform.transport == "console":
        return known.setdefault("console", _Receiver("the console", _print))
    if platform.endpoint is None:
        return _NOBODY
    if platform.endpoint not in known:
        known[platform.endpoint] = _of_manifest(platform.endpoint)
    return known[platform.endpoint]


def _of_manifest(endpoint: str) -> _Receiver:
    """Return who a manifest names, who gets nothing but events: no key, no variable of the user."""
    parts = urlsplit(endpoint)
    origin = f"{parts.scheme}://{parts.netloc}"
    path = parts.path if parts.path.strip("/") else "/api/v1/lineage"
    transport = HttpTransport(HttpConfig(url=origin, endpoint=path, timeout=DELIVERY_SECONDS))
    return _Receiver(_host(endpoint), transport.emit, transport.close)


def _of_environment() -> _Receiver | None:
    """Return who the environment of the user names, ``None`` where it names nobody.

    Raises:
        _Unusable: What it says cannot be used.
    """
    if os.environ.get("OPENLINEAGE_DISABLED", "").strip().lower() == "true":
        raise _Unusable("OPENLINEAGE_DISABLED is true")
    _leave_current_folder_out()
    try:
        client = OpenLineageClient(config={"facets": {"source_code_location": {"disabled": True}}})
        asked = (client.config.transport or {}).get("type")
    except Exception as error:  # noqa: BLE001 - its words may hold what the variables hold
        kind = type(error).__name__
        raise _Unusable(f"the configuration of OpenLineage cannot be used ({kind})") from None
    if not asked and not os.environ.get("OPENLINEAGE_URL"):
        return None
    if client.transport.kind == "console":
        return _Receiver("the console", _print)
    url = getattr(client.transport, "url", None)
    name = _host(url) if isinstance(url, str) else f"the transport {client.transport.kind}"
    return _Receiver(name, client.emit, client.close)


def _leave_current_folder_out() -> None:
    """Let the client read the user's own configuration, or none: never one of a repository.

    Raises:
        _Unusable: The variable names no file, for which the client would look in this folder.
    """
    given = os.environ.get(_CONFIG)
    if given:
        if not Path(given).is_file():
            raise _Unusable(f"{_CONFIG} names no file: {given}")
        return
    home = _HOME.expanduser()
    nothing = resources.files("floe_lsp.lineage") / "no_openlineage.yml"
    os.environ[_CONFIG] = str(home if home.is_file() else nothing)


def _print(event: Event) -> None:
    complain(Serde.to_json(event))


def _host(url: str) -> str:
    """Return host and port alone: the rest of an address may hold a credential."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    return "its address" if not host else host if port is None else f"{host}:{port}"
