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
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import JobEvent, RunEvent
from openlineage.client.serde import Serde
from openlineage.client.transport.http import (
    HttpConfig,
    HttpSslContextConfig,
    HttpTransport,
)
from requests.utils import get_environ_proxies

from floe_lsp.cli.printing import complain
from floe_lsp.lineage.events import events_of
from floe_lsp.registries.failures import RegistryError
from floe_lsp.registries.transport import certificates
from floe_lsp.schemas.types.addresses import host_and_port
from floe_lsp.wording.counting import counted

from .lineage import ToldLineage
from .lineage_failures import is_timeout, why_refused

DELIVERY_SECONDS = 5.0
"""How long the end of a run waits for those who take lineage, however many events there are."""

_CONFIG = "OPENLINEAGE_CONFIG"
_HOME = Path("~/.openlineage/openlineage.yml")

_NOBODY = "nobody takes it; set OPENLINEAGE_URL, or observability.lineage.endpoint in the manifest"
_UNKNOWN = (
    "no manifest is used where a file has errors, so nobody is known who takes it; correct them, "
    "or set OPENLINEAGE_URL"
)
_OFF = "the manifest switches it off (observability.lineage)"

_OF_USER = "your configuration of OpenLineage"
_OF_MANIFEST = "observability.lineage.endpoint of the manifest"

_RETRIES: dict[str, Any] = {
    "total": 2,
    "connect": 0,
    "backoff_factor": 0.3,
    "status_forcelist": [500, 502, 503, 504],
    "allowed_methods": ["POST"],
    "respect_retry_after_header": False,
    "raise_on_status": False,
}
"""What is tried again, in less than a second: five times, as the client would, ends after the
deadline, which hides the reason. The last answer is kept, for it is the reason."""

Event = RunEvent | JobEvent


@dataclass
class _Receiver:
    """Who takes events."""

    name: str
    setting: str
    """Where it is named, for people."""
    emit: Callable[[Event], object]
    close: Callable[[float], object] = lambda _: None
    events: list[Event] = field(default_factory=list[Event])
    taken: int = 0
    refusal: str | None = None
    """Why it takes no more, and what to do."""


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
        receiver = _receiver(each, chosen, receivers)
        if isinstance(receiver, str):
            why[f"lineage was not sent: {receiver}"] = None
        else:
            receiver.events.extend(events_of(each.lineage))
    done, lost = _send(list(receivers.values()))
    return done, [*why, *lost]


def _send(receivers: Sequence[_Receiver]) -> tuple[list[str], list[str]]:
    """Send to all at once, so that one that is slow takes no time from the others."""
    until = time.monotonic() + DELIVERY_SECONDS
    senders = [threading.Thread(target=_hand_over, args=(each,), daemon=True) for each in receivers]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(max(until - time.monotonic(), 0))
    done: list[str] = []
    lost: list[str] = []
    for each, sender in zip(receivers, senders, strict=True):
        refusal = each.refusal
        if refusal is None and sender.is_alive() and each.taken < len(each.events):
            refusal = _late(each)
        if refusal is None:
            done.append(f"Lineage: {counted(len(each.events), 'event')} sent to {each.name}")
        else:
            count = f"{each.taken} of {counted(len(each.events), 'event')} were taken"
            lost.append(f"lineage was not delivered: {refusal}; {count}")
    return done, lost


def _hand_over(receiver: _Receiver) -> None:
    """Send all events in their order; who refuses one is not asked for the others."""
    try:
        for event in receiver.events:
            _ = receiver.emit(event)
            receiver.taken += 1
        _ = receiver.close(DELIVERY_SECONDS)
    except Exception as error:  # noqa: BLE001 - a transport may fail in any way
        late = is_timeout(error)
        why = _late(receiver) if late else why_refused(error, receiver.name, receiver.setting)
        receiver.refusal = why


def _late(receiver: _Receiver) -> str:
    return f"{receiver.name} did not take it within {DELIVERY_SECONDS:g} s"


def _receiver(
    told: ToldLineage, chosen: _Receiver | None, known: dict[str, _Receiver]
) -> _Receiver | str:
    """Return who takes the lineage of a product, or why nobody does."""
    platform = told.platform
    if platform is not None and (not platform.enabled or platform.transport == "noop"):
        return _OFF
    if chosen is not None:
        return known.setdefault("", chosen)
    if platform is None:
        return _NOBODY if told.is_platform_known else _UNKNOWN
    if platform.transport == "console":
        return known.setdefault("console", _Receiver("the console", _OF_MANIFEST, _print))
    if platform.endpoint is None:
        return _NOBODY
    if platform.endpoint not in known:
        try:
            known[platform.endpoint] = _of_manifest(platform.endpoint)
        except RegistryError as error:
            return f"{error.message}; {error.suggestion}"
    return known[platform.endpoint]


def _of_manifest(endpoint: str) -> _Receiver:
    """Return who a manifest names, who gets nothing but events: no key, no variable of the user.

    Raises:
        RegistryError: The file of certificates that the environment names is not there.
    """
    parts = urlsplit(endpoint)
    origin = f"{parts.scheme}://{parts.netloc}"
    path = parts.path if parts.path.strip("/") else "/api/v1/lineage"
    name = host_and_port(endpoint) or "its address"
    trusted = certificates(name)
    config = HttpConfig(
        url=origin,
        endpoint=path,
        timeout=DELIVERY_SECONDS,
        session=_bare_session(endpoint),
        retry=_RETRIES,
        ssl_context=HttpSslContextConfig(trusted) if isinstance(trusted, str) else None,
    )
    transport = HttpTransport(config)
    return _Receiver(name, _OF_MANIFEST, transport.emit, transport.close)


def _bare_session(endpoint: str) -> requests.Session:
    """Return what sends nothing of the user's and follows nobody.

    A .netrc file would be read otherwise, and its passwords sent; and a redirect leads to what a
    manifest may not name (E128).
    """
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    session.proxies.update(get_environ_proxies(endpoint))
    return session


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
        return _Receiver("the console", _OF_USER, _print)
    if isinstance(client.transport, HttpTransport):
        _say_why(client.transport)
    url = getattr(client.transport, "url", None)
    host = (host_and_port(url) or "its address") if isinstance(url, str) else None
    name = host or f"the transport {client.transport.kind}"
    return _Receiver(name, _OF_USER, client.emit, client.close)


def _say_why(transport: HttpTransport) -> None:
    """Let a client end with the reason, and before the deadline unless the user has set that."""
    retries = transport.config.retry
    is_default = retries == HttpConfig(transport.url).retry
    transport.config.retry = _RETRIES if is_default else {**retries, "raise_on_status": False}


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
