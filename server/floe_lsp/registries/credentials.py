"""Credentials for a registry, as Docker keeps them: in its configuration or with its helpers.

They are looked up by the host that an address names, so that no repository can have those of one
host sent to another. The oras library would look them up as well; it waits for a helper without
end, shows what a helper complains of, and knows neither identity tokens nor ``DOCKER_CONFIG``.

A credential helper is a program of the user's own (``docker-credential-...`` on the PATH), named in
the user's own configuration: with dbt, on request, the one program that floe starts.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, cast

from floe_lsp.files.reading import read_whole

from .reference import Reference

INLINE: Final = "DOCKER_AUTH_CONFIG"
"""Variable that holds a configuration itself, as CI systems give it."""
FOLDER: Final = "DOCKER_CONFIG"
"""Variable that names the folder of the configuration."""

_MOST_BYTES: Final = 1_000_000
_HELPER_SECONDS: Final = 15.0
_HELPER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_BY_IDENTITY: Final = "<token>"
"""The user of a helper's answer whose secret is an identity token."""


@dataclass(frozen=True)
class Credentials:
    """What signs in to a registry."""

    user: str
    secret: str = field(repr=False)
    is_identity_token: bool = False
    """Whether the secret is exchanged for a token, and no password."""

    @property
    def basic(self) -> str:
        """The header of basic authentication."""
        pair = f"{self.user}:{self.secret}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"


class Found(NamedTuple):
    """The credentials for a registry, or why there are none although there should be."""

    credentials: Credentials | None = None
    problem: str | None = None


def credentials_for(reference: Reference) -> Found:
    """Look up the credentials for the registry of an address, if there are any.

    Args:
        reference: The address.

    Returns:
        The credentials of ``DOCKER_AUTH_CONFIG``, else those of ``config.json`` in the folder that
        ``DOCKER_CONFIG`` names or in ``~/.docker``: of the helper for the host, of the helper for
        all, or those that stand there.
    """
    problem: str | None = None
    for read in (_inline, _of_file):
        config = read()
        if isinstance(config, str):
            problem = config
            continue
        found = _in_configuration(config, reference)
        if found.credentials is not None:
            return found
        problem = found.problem or problem
    return Found(None, problem)


def _inline() -> dict[str, object] | str:
    text = os.environ.get(INLINE, "")
    return _parsed(text, f"the variable {INLINE}") if text.strip() else {}


def _of_file() -> dict[str, object] | str:
    folder = os.environ.get(FOLDER)
    try:
        file = (Path(folder) if folder else Path.home() / ".docker") / "config.json"
        content = read_whole(file, _MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError, RuntimeError):
        return {}
    except OSError:
        return "Docker's configuration cannot be read"
    return _parsed(content, "Docker's configuration")


def _parsed(content: str | bytes, what: str) -> dict[str, object] | str:
    try:
        data: object = json.loads(content)
    except (ValueError, RecursionError):
        return f"{what} is not valid JSON"
    return cast("dict[str, object]", data) if isinstance(data, dict) else f"{what} is no mapping"


def _in_configuration(config: dict[str, object], reference: Reference) -> Found:
    helper = _mapping(config.get("credHelpers")).get(reference.account)
    problem: str | None = None
    for name in (helper, config.get("credsStore")):
        if isinstance(name, str) and name:
            found = _asked(name, reference.account)
            if found.credentials is not None:
                return found
            problem = problem or found.problem
    for key, entry in _mapping(config.get("auths")).items():
        if _is_same(key, reference.account):
            credentials = _written(_mapping(entry))
            if credentials is not None:
                return Found(credentials)
    return Found(None, problem)


def _is_same(key: str, account: str) -> bool:
    """Whether an entry, which may be written as an address of the web, is for a registry."""
    key = key.lower()
    if key == account:
        return True
    return key.removeprefix("https://").removeprefix("http://").partition("/")[0] == account


def _written(entry: dict[str, object]) -> Credentials | None:
    """Return the credentials that stand in an entry of the configuration."""
    identity = entry.get("identitytoken")
    if isinstance(identity, str) and identity:
        return Credentials(_BY_IDENTITY, identity, is_identity_token=True)
    user, secret = entry.get("username"), entry.get("password")
    encoded = entry.get("auth")
    if isinstance(encoded, str) and encoded:
        try:
            user, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
    if isinstance(user, str) and isinstance(secret, str) and user and secret:
        return Credentials(user, secret.rstrip("\0"))
    return None


def _asked(name: str, account: str) -> Found:
    """Ask a credential helper, by Docker's protocol: the account in, JSON out."""
    program = f"docker-credential-{name}"
    if _HELPER.fullmatch(name) is None:
        return Found(None, "the name of the credential helper is not one")
    path = shutil.which(program)
    # Windows looks into the current folder first, which may be somebody else's.
    if path is None or Path(path).parent in (Path(), Path.cwd()):
        return Found(None, f"the credential helper {program} is not on the PATH")
    try:
        done = subprocess.run(  # noqa: S603 - the user's own configuration names it
            [path, "get"],
            input=account.encode(),
            capture_output=True,
            timeout=_HELPER_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Found(None, f"the credential helper {program} does not answer")
    except OSError:
        return Found(None, f"the credential helper {program} cannot be started")
    if done.returncode != 0:
        # It says so of an account that it does not know.
        return Found(None, f"the credential helper {program} has none for {account}")
    answer = _parsed(done.stdout[:_MOST_BYTES], program)
    user, secret = (
        ("", "") if isinstance(answer, str) else (answer.get("Username"), answer.get("Secret"))
    )
    if not (isinstance(user, str) and isinstance(secret, str) and secret):
        return Found(None, f"the answer of the credential helper {program} cannot be read")
    return Found(Credentials(user, secret, is_identity_token=user == _BY_IDENTITY))


def _mapping(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
