"""What somebody chooses of a deployment, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DeploymentOptions:
    """What neither floe.yaml nor a manifest says."""

    image: str
    """The container image with dbt and the product's project; pinned (``image_problem``)."""
    namespace: str | None = None
    """A DNS label; ``None`` leaves it to whoever applies it."""
    environment: str | None = None
    """One of the artifact's environments; ``None`` for dbt's own without ``FLOE_ENV``."""
    preset: str | None = None
    """One of the platform's ``resource_presets``; ``None`` for what the engine needs."""
    retries: int = 0
    """How often a failed run is started again."""
    timeout_seconds: int | None = None
    """The longest run with all its retries; ``None`` for no limit."""
    secret: str | None = None
    """The Secret of variables that belong to none of the manifest's; a name is derived if
    ``None``."""


class NotRendered(ValueError):
    """Something that was chosen is not there, or no cluster takes it; the text says what to do."""


@dataclass(frozen=True)
class Resource:
    """One resource of a cluster."""

    file: str
    """Name of the file that it is written into."""
    text: str
    """Its YAML, with a line break at the end."""


@dataclass(frozen=True)
class Rendered:
    """The resources of a product."""

    resources: tuple[Resource, ...]
    allowed: tuple[str, ...] = ()
    """What its pods may connect to, a line each, where network policies are among them."""
    notes: tuple[str, ...] = ()
    """What should be known before they are applied."""
