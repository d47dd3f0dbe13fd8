"""What may go wrong with a registry, as one closed kind."""

from __future__ import annotations

from enum import Enum


class Failure(Enum):
    """Why something could not be had from a registry, or be given to it."""

    UNREACHABLE = "unreachable"
    """Nobody answers there, in time or at all, or not as a registry does."""
    REFUSED = "refused"
    """The registry wants other credentials, or gives them no right (401, 403)."""
    NOT_FOUND = "not found"
    """The registry has nothing of that name (404)."""
    NOT_A_MANIFEST = "not a manifest"
    """What is there is something else than what was asked for."""
    DIGEST_MISMATCH = "digest mismatch"
    """What was sent is not what the digest says."""
    TOO_LARGE = "too large"
    """More would be sent than is read."""
    REDIRECT_REFUSED = "redirect refused"
    """The registry sends elsewhere, where floe does not go."""
    NOT_CACHED = "not cached"
    """No registry may be asked, and there is no copy."""
    CACHE_UNUSABLE = "cache unusable"
    """The copies cannot be kept."""
    NOT_SIGNED = "not signed"
    """A signature is asked for, and the registry has none."""
    NOT_VERIFIED = "not verified"
    """A signature is asked for, and nobody can tell that a trusted key has made it."""
    NOT_LOOKED_AT = "not looked at"
    """A signature is asked for, and an editor lacks the library that verifies it."""


class RegistryError(Exception):
    """A failure in words, which hold no credential and nothing that the other side chose."""

    def __init__(self, failure: Failure, message: str, suggestion: str) -> None:
        super().__init__(message)
        self.failure = failure
        self.message = message
        """What went wrong."""
        self.suggestion = suggestion
        """What to do about it."""

    def __reduce__(self) -> tuple[object, ...]:
        """Let it go from one process to another."""
        return RegistryError, (self.failure, self.message, self.suggestion)
