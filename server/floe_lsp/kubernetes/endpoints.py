"""What the runs of a product connect to, as far as its artifact tells."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from floe_lsp.plugins.placeholders import expand, strings
from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.wording.quoting import quote

from .names import is_dns_name
from .profiles import outputs_in

_URL_PORTS: Final = {"http": 80, "https": 443, "thrift": 9083, "postgresql": 5432}
"""The port of an address that names none."""

_ADAPTER_PORTS: Final = {
    "bigquery": 443,
    "databricks": 443,
    "postgres": 5432,
    "redshift": 5439,
    "snowflake": 443,
    "spark": 10_000,
}
"""The port that an adapter of dbt connects to where the profile says none."""

_HOSTED: Final = frozenset({"bigquery", "snowflake"})
"""Adapters whose host follows from other options than ``host``."""

_HOSTED_PLUGINS: Final = frozenset({"aws-s3", "glue"})
"""Plugins that reach a public service over TLS unless they are given another address."""

_ASKED: Final = ("catalog", "storage", "lineage_backend")
"""The categories that a run connects to by itself, besides the engine."""

_OBJECTS: Final = re.compile(r"(?:s3|gs|gcs|az|abfss?|r2|md|motherduck):", re.ASCII)
"""How DuckDB writes what it reads over TLS."""

_HOST_AND_PORT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*:[0-9]{1,5}", re.ASCII)
"""An address without a scheme, as ``minio.data.svc:9000``."""

_TEMPLATE: Final = re.compile(r"\{[{%]")
"""How a template of dbt begins, whose value is known at run time only."""
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
"""The end of a name that is taken for an address (https://url.spec.whatwg.org/#ends-in-a-number-checker)."""

_ALLOW_IT: Final = "allow it in governance.network_policies.custom_egress_rules"

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, order=True)
class Endpoint:
    """Something that a run connects to by TCP."""

    what: str
    """What it is, for people: ``warehouse (postgres)``."""
    port: int
    host: str = ""
    """A name or an address; empty where only run time or the service itself knows it. In what
    ``_sources`` yields, it is as the manifest has it."""


def endpoints(
    artifacts: CompiledArtifacts, environment: str
) -> tuple[tuple[Endpoint, ...], tuple[str, ...]]:
    """Return what runs in an environment connect to, and notes on what is not known of it.

    Args:
        artifacts: The artifact.
        environment: One of its environments.
    """
    found: dict[Endpoint, None] = {}
    notes: list[str] = []
    for what, given in _sources(artifacts, environment):
        for each in given:
            host = _host(each.host)
            if host is None:
                notes.append(f"{_no_host(each)}: {_ALLOW_IT}")
            elif host not in _LOOPBACK:
                found[replace(each, host=host)] = None
        if not given:
            notes.append(f"where the {what} is cannot be told from the manifest: {_ALLOW_IT}")
    return tuple(sorted(found)), tuple(dict.fromkeys(notes))


def _sources(
    artifacts: CompiledArtifacts, environment: str
) -> Iterator[tuple[str, list[Endpoint]]]:
    """Yield each thing that is connected to with its endpoints; with none where it is unknown."""
    yield from _observed(artifacts)
    plugins = artifacts.plugins
    name = artifacts.metadata.product_name
    for category in _ASKED if plugins is not None else ():
        plugin = getattr(plugins, category, None)
        if plugin is None:
            continue
        what = f"{category.replace('_', ' ')} ({plugin.type})"
        config = expand(plugin.config or {}, name, environment)
        given = list(_addresses(what, config))
        if not given and plugin.type in _HOSTED_PLUGINS:
            given = [Endpoint(what, _URL_PORTS["https"])]
        yield what, given
    for output in outputs_in(artifacts, environment):
        yield from _warehouse(output)


def _observed(artifacts: CompiledArtifacts) -> Iterator[tuple[str, list[Endpoint]]]:
    telemetry = artifacts.observability.telemetry
    if telemetry.enabled and telemetry.exporter == "otlp":
        what = "collector of traces"
        yield what, list(_addresses(what, telemetry.otlp_endpoint))
    lineage = artifacts.observability
    if lineage.lineage and lineage.lineage_endpoint and lineage.lineage_transport == "http":
        what = "collector of lineage"
        yield what, list(_addresses(what, lineage.lineage_endpoint))


def _warehouse(output: Mapping[str, object]) -> Iterator[tuple[str, list[Endpoint]]]:
    adapter = str(output.get("type", ""))
    what = f"warehouse ({adapter})"
    if adapter == "duckdb":
        found = list(_addresses(what, output))
        if any(_OBJECTS.match(text) for _, text in strings(output)):
            found.append(Endpoint(what, _URL_PORTS["https"]))
        if found:
            yield what, found
        return
    host, port = output.get("host"), _port(output.get("port")) or _ADAPTER_PORTS.get(adapter)
    if isinstance(host, str) and host and port is not None:
        yield what, [Endpoint(what, port, host)]
    elif adapter in _HOSTED and port is not None:
        yield what, [Endpoint(what, port)]
    else:
        yield what, []


def _addresses(what: str, data: object) -> Iterator[Endpoint]:
    """Yield the endpoint of each address in plain data, wherever it stands."""
    for _, text in strings(data):
        if "://" not in text and _HOST_AND_PORT.fullmatch(text) is None:
            continue
        try:
            address = urlsplit(text if "://" in text else f"//{text}")
            port = address.port or _URL_PORTS.get(address.scheme)
        except ValueError:  # no port, or no host that anything could have
            continue
        if address.hostname and port is not None:
            yield Endpoint(what, port, address.hostname)


def _host(text: str) -> str | None:
    """Return a host by which a policy can go, empty where it is known at run time only.

    ``None`` for what is neither a name nor an address, such as the path of a socket or two hosts:
    nobody knows what that would let through.
    """
    if not text or _TEMPLATE.search(text):
        return ""
    name = text.lower().removesuffix(".")
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        is_number = _NUMBER.fullmatch(name.rpartition(".")[2]) is not None
        return name if is_dns_name(name) and not is_number else None
    # A policy knows no network card of the machine: ``fe80::1%eth0``.
    return None if "%" in name else str(address)


def _no_host(endpoint: Endpoint) -> str:
    # What stands before an @ may be a password.
    shown = quote(endpoint.host.rpartition("@")[2])
    return (
        f"{shown} of the {endpoint.what} is not one host by its name or address, so nothing is let "
        "through to it"
    )


def _port(given: object) -> int | None:
    text = str(given) if isinstance(given, (int, str)) and not isinstance(given, bool) else ""
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,4}", text, re.ASCII) else None
