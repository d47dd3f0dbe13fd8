"""Why lineage was not taken, in words that hold nothing of a key, and what to do about it."""

from __future__ import annotations

import ssl
from http import HTTPStatus
from urllib.parse import urljoin

import requests
import urllib3

from floe_lsp.registries.transport import CERTIFICATES, causes_of
from floe_lsp.schemas.types.addresses import host_and_port


def why_refused(error: Exception, receiver: str, setting: str) -> str:
    """Return why nothing is taken, and what to do; the words of the error may hold a secret.

    Args:
        error: What the client has raised.
        receiver: Host and port of who was asked, or another name.
        setting: Where its address stands, for people.
    """
    causes = causes_of(error)
    response = getattr(error, "response", None)
    if isinstance(error, requests.TooManyRedirects) and response is not None:
        return (
            f"{receiver} sends on to {_sent_on_to(response)}, which floe does not follow: if that "
            f"is right, name it in {setting}"
        )
    if isinstance(error, requests.HTTPError) and response is not None:
        return f"{receiver} answered {_status(response.status_code)}: " + _advice(
            response.status_code, setting
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return f"the proxy of the environment does not lead to {receiver}: check HTTPS_PROXY"
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in causes):
        return (
            f"the certificate of {receiver} is not trusted: name that of its authority in "
            f"{CERTIFICATES[0]}"
        )
    if any(isinstance(each, urllib3.exceptions.NameResolutionError) for each in causes):
        return f"no host has the name {receiver}: check the network, and the address in {setting}"
    if any(isinstance(each, ConnectionRefusedError) for each in causes):
        return f"{receiver} refused the connection: check that it runs, and the port in {setting}"
    return f"{receiver} cannot be reached, or refused it"


def is_timeout(error: Exception) -> bool:
    """Whether who was asked has not answered in time."""
    return isinstance(error, requests.Timeout)


def _sent_on_to(response: requests.Response) -> str:
    try:
        target = urljoin(response.url, response.headers.get("Location", ""))
    except ValueError:
        target = ""
    return host_and_port(target) or "another address"


def _status(code: int) -> str:
    """Return a status with the standard's own words for it: those of a server may be any."""
    try:
        return f"{code} ({HTTPStatus(code).phrase})"
    except ValueError:
        return str(code)


def _advice(code: int, setting: str) -> str:
    if code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return "a key goes only to OPENLINEAGE_URL; set it, and OPENLINEAGE_API_KEY"
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR or code == HTTPStatus.TOO_MANY_REQUESTS:
        return "look into its log, or try later"
    return f"check the address in {setting}"
