"""From an artifact and what somebody chose to all resources of a product."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from floe_lsp.schemas.artifact.compiled_artifacts import CompiledArtifacts
from floe_lsp.schemas.artifact.text import files_in_configmap, yaml_text
from floe_lsp.schemas.manifest.resources import ResourcePreset
from floe_lsp.wording.near_miss import did_you_mean
from floe_lsp.wording.quoting import quote

from .config_maps import compiled_files, environment_variables
from .names import PRODUCT_LABEL, is_dns_label, is_dns_name, label_value, resource_name
from .network_policies import network_policies
from .options import DeploymentOptions, NotRendered, Rendered, Resource
from .profiles import default_environment, environments, outputs_in
from .schedules import NoCronJob
from .secrets import secret_keys
from .workload import Workload, metadata

_LABEL: Final = "app.kubernetes.io"


def render(
    artifacts: CompiledArtifacts,
    compiled: Mapping[str, str],
    variables: Iterable[str],
    options: DeploymentOptions,
) -> Rendered:
    """Return everything that a cluster needs to build a product.

    The same arguments give the same bytes.

    Args:
        artifacts: The artifact.
        compiled: The same as files, in the layout that its platform reads.
        variables: The variables that dbt reads and that have no default.
        options: What somebody chose.

    Raises:
        NotRendered: Something that was chosen is not there, or no cluster takes it.
    """
    if options.namespace is not None and not is_dns_label(options.namespace):
        raise NotRendered(
            f"{quote(options.namespace)} is not the name of a namespace: use lower-case letters, "
            "digits and hyphens, with a letter or digit at both ends, 63 characters at most"
        )
    if options.secret is not None and not is_dns_name(options.secret):
        raise NotRendered(
            f"{quote(options.secret)} is not the name of a Secret: use lower-case letters, digits "
            "and hyphens, with a letter or digit at both ends, or several of these with '.' between"
        )
    name, namespace = resource_name(artifacts.metadata.product_name), options.namespace
    selector = _selector(artifacts)
    labels = _labels(artifacts, selector)
    environment = _environment(artifacts, options.environment)
    files, too_large = compiled_files(compiled, artifacts.dbt_profiles or {})
    amounts, of_engines = _amounts(artifacts, options.preset)
    workload = Workload(
        name=name,
        namespace=namespace,
        labels=labels,
        image=options.image,
        config=f"{name}-compiled",
        environment=f"{name}-environment",
        secrets=secret_keys(
            variables, _secret_references(artifacts), options.secret or f"{name}-secrets"
        ),
        amounts=amounts,
        retries=options.retries,
        timeout_seconds=options.timeout_seconds,
    )
    try:
        job = workload.resource(artifacts.schedule)
    except NoCronJob as error:
        raise NotRendered(str(error)) from error
    network = network_policies(artifacts, environment, name, namespace, labels, selector)
    resources = [
        Resource(
            "configmap-compiled.yaml",
            files_in_configmap(files, workload.config, namespace, labels),
        ),
        _environment_map(environment, workload.environment, namespace, labels),
        Resource(f"{str(job['kind']).lower()}.yaml", yaml_text(job)),
        *(
            Resource(f"networkpolicy-{suffix}.yaml", yaml_text(policy))
            for suffix, policy in network.by_suffix.items()
        ),
    ]
    notes = [*filter(None, (too_large, of_engines)), *_written_files(artifacts, environment)]
    return Rendered(tuple(resources), network.allowed, (*notes, *network.notes))


def _environment(artifacts: CompiledArtifacts, asked: str | None) -> str:
    if asked is None:
        return default_environment(artifacts)
    known = environments(artifacts)
    if asked not in known:
        advice = did_you_mean(asked, known)
        raise NotRendered(
            f"{quote(asked)} is not an environment of this product; "
            f"allowed: {', '.join(known)}{advice}"
        )
    return asked


def _amounts(artifacts: CompiledArtifacts, preset: str | None) -> tuple[ResourcePreset, str | None]:
    """Return processor and memory of the pod, and a note where they may be those of too little."""
    resources, transforms = artifacts.resources, artifacts.transforms
    presets = resources.presets if resources else {}
    if preset is not None:
        if preset not in presets:
            there = f"allowed: {', '.join(presets)}" if presets else "the manifests have none"
            advice = did_you_mean(preset, presets)
            raise NotRendered(
                f"{quote(preset)} is not one of the manifest's resource_presets; {there}{advice}"
            )
        return presets[preset], None
    engines = resources.engines if resources else {}
    default = transforms.default_compute if transforms else next(iter(engines))
    others = [name for name in engines if name != default]
    note = (
        f"the pod gets what dbt needs on {default}; it also runs {', '.join(others)}, so "
        "choose --preset if that is too little"
    )
    return engines[default], note if others else None


def _selector(artifacts: CompiledArtifacts) -> dict[str, str]:
    """Return the labels that tell the pods of a product, the same for every version of it."""
    return {
        PRODUCT_LABEL: label_value(artifacts.metadata.product_name),
        f"{_LABEL}/component": "dbt",
    }


def _labels(artifacts: CompiledArtifacts, selector: Mapping[str, str]) -> dict[str, str]:
    return {
        **selector,
        f"{_LABEL}/version": label_value(artifacts.metadata.product_version),
        f"{_LABEL}/part-of": label_value(artifacts.identity.domain),
        f"{_LABEL}/managed-by": "floe",
    }


def _secret_references(artifacts: CompiledArtifacts) -> Iterator[str]:
    plugins = artifacts.plugins
    for category in type(plugins).model_fields if plugins is not None else ():
        reference = getattr(getattr(plugins, category), "connection_secret_ref", None)
        if isinstance(reference, str):
            yield reference


def _environment_map(
    environment: str, name: str, namespace: str | None, labels: Mapping[str, str]
) -> Resource:
    data = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(name, namespace, labels),
        "data": environment_variables(environment),
    }
    return Resource("configmap-environment.yaml", yaml_text(data))


def _written_files(artifacts: CompiledArtifacts, environment: str) -> Iterator[str]:
    """Yield a note on each database file that is written into a container that is read-only."""
    for output in outputs_in(artifacts, environment):
        path = str(output.get("path", ":memory:"))
        if output.get("type") == "duckdb" and not path.startswith((":", "md:", "motherduck:")):
            yield (
                f"DuckDB writes {path} in the image, whose files are read-only: mount a "
                "PersistentVolumeClaim there by a patch"
            )
