"""How a challenge of a registry is answered: by basic authentication, or with a token for it.

The rules are those of the distribution specification (``WWW-Authenticate``, RFC 9110) and of
Docker's token authentication. A token is asked for over TLS, like the registry itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from .answers import data_of, text
from .challenges import challenges_in
from .credentials import Credentials, Found
from .failures import Failure, RegistryError
from .transport import Transport, host_of, not_a_registry

_MOST_BYTES: Final = 1_000_000
_CLIENT: Final = "floe"


class SignIn:
    """What is sent to one registry so that it lets us in."""

    def __init__(self, host: str, plain: str | None, found: Found, transport: Transport) -> None:
        """Begin without having signed in.

        Args:
            host: The host of the registry.
            plain: The host that may be asked without TLS, if one may.
            found: The credentials for the registry.
            transport: What asks for tokens.
        """
        self.header: dict[str, str] = {}
        """What goes with each request to the registry."""
        self._host = host
        self._plain = plain
        self._found = found
        self._transport = transport

    def answer(self, headers: Mapping[str, str]) -> bool:
        """Answer a challenge, so that ``header`` is another one; whether it can be answered.

        Raises:
            RegistryError: Who gives out the tokens refuses, or must not be given credentials.
        """
        challenges = dict(reversed(challenges_in(headers.get("WWW-Authenticate", ""))))
        credentials = self._found.credentials
        before = self.header
        if "bearer" in challenges:
            token = self._token(challenges["bearer"], credentials)
            self.header = {"Authorization": f"Bearer {token}"}
        elif "basic" in challenges:
            if credentials is None or credentials.is_identity_token:
                return False
            self.header = {"Authorization": credentials.basic}
        return self.header != before

    def refusal(self, place: str) -> RegistryError:
        """Return that the registry refuses, and what may help."""
        if self._found.credentials is not None:
            return RegistryError(
                Failure.REFUSED,
                f"{self._host} gives the credentials of Docker's configuration no access to "
                f"{place}",
                f"sign in with 'docker login {self._host}', or ask for access",
            )
        because = "" if self._found.problem is None else f"; {self._found.problem}"
        return RegistryError(
            Failure.REFUSED,
            f"{self._host} wants credentials for {place}, and there are none{because}",
            f"sign in with 'docker login {self._host}'",
        )

    def _token(self, challenge: Mapping[str, str], credentials: Credentials | None) -> str:
        realm = challenge.get("realm", "")
        host = host_of(realm)
        is_own = realm.startswith("http://") and host == self._plain
        if not (realm.startswith("https://") or is_own):
            raise RegistryError(
                Failure.REDIRECT_REFUSED,
                f"{self._host} asks for a token from a place without TLS",
                "tell those who run the registry; no credentials were sent",
            )
        asked = {name: challenge[name] for name in ("service", "scope") if challenge.get(name)}
        if credentials is not None and credentials.is_identity_token:
            form = {
                **asked,
                "grant_type": "refresh_token",
                "client_id": _CLIENT,
                "refresh_token": credentials.secret,
            }
            sent = {"Content-Type": "application/x-www-form-urlencoded"}
            response = self._transport.send("POST", realm, sent, urlencode(form))
        else:
            header = {} if credentials is None else {"Authorization": credentials.basic}
            mark = "&" if "?" in realm else "?"
            response = self._transport.send("GET", f"{realm}{mark}{urlencode(asked)}", header, None)
        if response.status_code in (400, 401, 403):
            response.close()
            raise self.refusal(self._host)
        if response.status_code != 200:
            response.close()
            raise not_a_registry(host)
        return _token_in(self._transport.read(response, _MOST_BYTES, "a token"), host)


def _token_in(content: bytes, host: str) -> str:
    data = data_of(content)
    token = text(data, "token") or text(data, "access_token")
    if token is None or not token.isascii() or not token.isprintable():
        raise not_a_registry(host)
    return token
