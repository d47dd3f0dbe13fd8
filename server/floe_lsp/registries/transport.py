"""One request to a registry: bounded in time and size, over TLS, and with every failure in words.

The oras library sends what it is given with ``requests``, without a time limit, and follows
wherever it is sent; what is asked here goes where it may and no further.
"""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urljoin

import requests
import urllib3
from requests.utils import get_environ_proxies

from floe_lsp.wording.quoting import quote

from .failures import Failure, RegistryError
from .reference import Reference, host_without_port

T = TypeVar("T")

PLAIN_HTTP: Final = "FLOE_INSECURE_REGISTRIES"
"""Variable that names, with commas between, the hosts that may be asked without TLS."""
CERTIFICATES: Final = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
"""Variables that name a file of certificates to trust; the first that is set counts."""

_CONNECT_SECONDS: Final = 10.0
_READ_SECONDS: Final = 15.0
_PIECE: Final = 1 << 16


class Transient(RegistryError):
    """A failure that may be gone when the same is asked again."""


class Deadline:
    """When all that belongs to one question has to be done."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until = time.monotonic() + seconds

    def remaining(self, host: str) -> float:
        """Return the seconds that are left.

        Raises:
            RegistryError: None are.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise too_slow(host, self.seconds)
        return left

    def allows(self, seconds: float) -> bool:
        """Whether there is time to wait for a while and then ask again."""
        return time.monotonic() + seconds < self._until

    def hold(self, host: str, work: Callable[[], T]) -> T:
        """Do something and wait for no longer than this, whatever it waits for itself.

        Who sends a byte now and then keeps a socket from timing out; the thread ends with it.

        Raises:
            RegistryError: It takes longer, or the work has raised it.
        """
        done: list[T] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                done.append(work())
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                failed.append(error)

        thread = threading.Thread(target=run, name="floe-registry", daemon=True)
        thread.start()
        thread.join(max(self._until - time.monotonic(), 0.0))
        if failed:
            raise failed[0]
        if not done:
            raise too_slow(host, self.seconds)
        return done[0]


class Transport:
    """Sends requests for one question."""

    def __init__(self, session: requests.Session, deadline: Deadline) -> None:
        # A .netrc file would be read otherwise, and its passwords sent.
        session.trust_env = False
        self._session = session
        self._deadline = deadline

    def send(
        self, method: str, url: str, headers: dict[str, str], body: bytes | str | None
    ) -> requests.Response:
        """Send a request and return the answer, of which no body is read yet; go nowhere else.

        Raises:
            RegistryError: Nobody answers.
        """
        host = host_of(url)
        left = self._deadline.remaining(host)
        timeout = (min(_CONNECT_SECONDS, left), min(_READ_SECONDS, left))
        proxies = {} if _is_loopback(host) else get_environ_proxies(url)
        verify = certificates(host)
        try:
            return self._session.request(
                method,
                url,
                headers={"Accept-Encoding": "identity", **headers},
                data=body,
                timeout=timeout,
                allow_redirects=False,
                stream=True,
                proxies=proxies,
                verify=verify,
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            wrong = _wrong_certificates(host, verify)
            raise wrong or _unreachable(host, error) from None
        except ValueError:
            raise not_a_registry(host) from None

    def read(self, response: requests.Response, most: int, what: str) -> bytes:
        """Return the body of an answer.

        Args:
            response: The answer.
            most: How many bytes are read at most, whatever the registry says of the size.
            what: What it is, for people.

        Raises:
            RegistryError: It is larger, or ends too early.
        """
        host = host_of(response.url)
        said = response.headers.get("Content-Length", "")
        declared = int(said) if said.isdigit() and len(said) < 20 else 0
        pieces: list[bytes] = []
        size = 0
        with response:
            if declared > most:
                raise too_large(host, what, most)
            try:
                while piece := response.raw.read1(_PIECE, decode_content=False):
                    size += len(piece)
                    if size > most:
                        raise too_large(host, what, most)
                    pieces.append(piece)
                    _ = self._deadline.remaining(host)
            except (urllib3.exceptions.HTTPError, OSError):
                size = -1
        if size < declared:
            raise Transient(
                Failure.UNREACHABLE,
                f"the connection to {host} ended in the middle of {what}",
                "try again",
            )
        return b"".join(pieces)


def may_be_plain(reference: Reference) -> bool:
    """Whether a registry may be asked without TLS: this machine, or one that the user allows."""
    named = os.environ.get(PLAIN_HTTP, "").lower().split(",")
    return reference.is_loopback or reference.host in (each.strip() for each in named)


def speaks_plain_http(transport: Transport, host: str) -> bool:
    """Whether a registry that may be asked without TLS has none.

    Raises:
        RegistryError: Nobody answers, or its certificate is not trusted.
    """
    try:
        transport.send("GET", f"https://{host}/v2/", {}, None).close()
    except _NoTls:
        return True
    return False


def certificates(host: str) -> str | bool:
    """Return the file of certificates that the environment names, else ``True``.

    Raises:
        RegistryError: There is no such file.
    """
    for variable in CERTIFICATES:
        if named := os.environ.get(variable):
            if not Path(named).exists():
                raise RegistryError(
                    Failure.UNREACHABLE,
                    f"{host} cannot be asked: the file of certificates that {variable} names is "
                    "not there",
                    f"correct {variable}, or unset it",
                )
            return named
    return True


def _wrong_certificates(host: str, named: str | bool) -> RegistryError | None:
    """Return that a file of certificates holds none, after what failed: reading it takes time."""
    if isinstance(named, bool) or Path(named).is_dir():
        return None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(named)
    except (OSError, ValueError):
        variable = next(each for each in CERTIFICATES if os.environ.get(each) == named)
        return RegistryError(
            Failure.UNREACHABLE,
            f"{host} cannot be asked: the file {quote(named)} that {variable} names holds no "
            "certificates that can be read",
            f"correct {variable}, or unset it",
        )
    return None


def host_of(url: str) -> str:
    """Return the host of an address, with its port."""
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2]


def joined(url: str, target: str) -> str:
    """Return where an answer leads that came from an address.

    Raises:
        RegistryError: Nowhere.
    """
    try:
        return urljoin(url, target)
    except ValueError:
        raise not_a_registry(host_of(url)) from None


def _is_loopback(host: str) -> bool:
    return Reference(host, "").is_loopback


class _NoTls(Transient):
    """The other side does not speak TLS."""


def _unreachable(host: str, error: Exception) -> RegistryError:
    """Return why nobody answers; the words of the error may hold the password of a proxy."""
    causes = causes_of(error)
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in causes):
        return RegistryError(
            Failure.UNREACHABLE,
            f"the certificate of {host} is not trusted",
            f"name the certificate of its authority in {CERTIFICATES[0]}",
        )
    if any(isinstance(each, ssl.SSLError) for each in causes):
        return _NoTls(
            Failure.UNREACHABLE,
            f"{host} does not speak TLS",
            f"check the port; a registry without TLS has to be named in {PLAIN_HTTP}",
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return Transient(
            Failure.UNREACHABLE,
            f"the proxy that the environment names does not lead to {host}",
            "check HTTPS_PROXY and NO_PROXY",
        )
    if isinstance(error, requests.Timeout):
        return Transient(
            Failure.UNREACHABLE,
            f"{host} does not answer in time",
            "try again, or check the network and the address",
        )
    if any(isinstance(each, urllib3.exceptions.NameResolutionError) for each in causes):
        return Transient(
            Failure.UNREACHABLE,
            f"no host has the name {host_without_port(host)}",
            "check the address and the network",
        )
    return Transient(
        Failure.UNREACHABLE,
        f"nobody answers at {host}",
        "check the address, the network and the proxies of the environment",
    )


def causes_of(error: BaseException) -> list[BaseException]:
    """Return an error and what it was raised for, also as libraries pack it."""
    found: list[BaseException] = []
    pending: list[object] = [error]
    while pending and len(found) < 20:
        each = pending.pop()
        if isinstance(each, BaseException) and each not in found:
            found.append(each)
            pending += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
    return found


def too_slow(host: str, seconds: float) -> RegistryError:
    """Return that the time for a question is over."""
    return RegistryError(
        Failure.UNREACHABLE,
        f"{host} did not answer within {seconds:g} seconds",
        "try again, or check the network and the address",
    )


def too_large(host: str, what: str, most: int) -> RegistryError:
    """Return that more would be sent than is read."""
    return RegistryError(
        Failure.TOO_LARGE,
        f"{what} at {host} is larger than {most:,} bytes",
        "check the address: no file of that kind is so large",
    )


def not_a_registry(host: str) -> RegistryError:
    """Return that the other side answers in another way than a registry does."""
    return RegistryError(
        Failure.UNREACHABLE,
        f"{host} does not answer as an OCI registry does",
        "check the host and the port of the address",
    )
