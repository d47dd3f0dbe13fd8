"""Lineage as OpenLineage events: of the compilation a run, of what the product makes the design.

https://openlineage.io/docs/spec (2-0-2): a ``RunEvent`` tells of a run, a ``JobEvent`` of a job and
its tables apart from any run, which is all that a compiler knows of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from openlineage.client.event_v2 import (
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
    set_producer,
)
from openlineage.client.facet_v2 import (
    DatasetFacet,
    JobFacet,
    RunFacet,
    documentation_dataset,
    documentation_job,
    error_message_run,
    job_type_job,
    ownership_dataset,
    ownership_job,
    processing_engine_run,
    schema_dataset,
    source_code_location_job,
)
from openlineage.client.uuid import generate_new_uuid

from floe_lsp import __version__

from .plan import Lineage, Step, Table

COMPILATIONS = "floe.compilation"
"""Namespace of compilations. It is that of the released packages, so both tell of the same job."""

PRODUCER = f"urn:floe-lsp:{__version__}"
_BUCKETS = ("s3", "gs", "az")

set_producer(PRODUCER)


def events_of(lineage: Lineage) -> Iterator[RunEvent | JobEvent]:
    """Yield the events of a compilation: it starts, what the product makes, it ends."""
    run_id = str(generate_new_uuid(lineage.started))
    started, ended = lineage.started, lineage.ended
    yield _run_event(lineage, run_id, RunState.START, started)
    for step in lineage.steps:
        yield _job_event(step, lineage, ended)
    state = RunState.COMPLETE if lineage.failure is None else RunState.FAIL
    yield _run_event(lineage, run_id, state, ended)


def _run_event(lineage: Lineage, run_id: str, state: RunState, at: datetime) -> RunEvent:
    facets: dict[str, RunFacet] = {
        "processing_engine": processing_engine_run.ProcessingEngineRunFacet(
            version=__version__, name="floe"
        )
    }
    if state is RunState.FAIL and lineage.failure is not None:
        facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
            message=lineage.failure, programmingLanguage="YAML"
        )
    job = Job(COMPILATIONS, lineage.product, _job_facets(lineage, "FLOE", "COMPILATION"))
    if lineage.description is not None and job.facets is not None:
        job.facets["documentation"] = documentation_job.DocumentationJobFacet(lineage.description)
    return RunEvent(
        eventTime=at.isoformat(), eventType=state, run=Run(run_id, facets), job=job, inputs=[],
        outputs=[],
    )  # fmt: skip


def _job_event(step: Step, lineage: Lineage, at: datetime) -> JobEvent:
    namespace = lineage.namespace or lineage.product
    integration = "DBT" if step.kind == "MODEL" else "FLOE"
    inputs = [InputDataset(namespace, name) for name in step.inputs]
    if step.files is not None:
        inputs.append(_files(step.files))
    return JobEvent(
        eventTime=at.isoformat(),
        job=Job(namespace, step.job, _job_facets(lineage, integration, step.kind)),
        inputs=inputs,
        outputs=[OutputDataset(namespace, step.output.name, facets=_facets(step.output))],
    )


def _job_facets(lineage: Lineage, integration: str, kind: str) -> dict[str, JobFacet]:
    facets: dict[str, JobFacet] = {
        "jobType": job_type_job.JobTypeJobFacet(
            processingType="BATCH", integration=integration, jobType=kind
        )
    }
    if lineage.owner is not None:
        facets["ownership"] = ownership_job.OwnershipJobFacet([ownership_job.Owner(lineage.owner)])
    if lineage.repository is not None:
        url = f"https://{lineage.repository}"
        facets["sourceCodeLocation"] = source_code_location_job.SourceCodeLocationJobFacet(
            type="git", url=url, repoUrl=url, version=lineage.commit
        )
    return facets


def _facets(table: Table) -> dict[str, DatasetFacet]:
    facets: dict[str, DatasetFacet] = {}
    if table.description is not None:
        facets["documentation"] = documentation_dataset.DocumentationDatasetFacet(table.description)
    if table.owner is not None:
        owners = [ownership_dataset.Owner(table.owner)]
        facets["ownership"] = ownership_dataset.OwnershipDatasetFacet(owners)
    if table.columns:
        facets["schema"] = schema_dataset.SchemaDatasetFacet(
            [
                schema_dataset.SchemaDatasetFacetFields(each.name, each.type, each.description)
                for each in table.columns
            ]
        )
    return facets


def _files(path: str) -> InputDataset:
    """Return files as the naming conventions of the standard have them: bucket, then key.

    https://openlineage.io/docs/spec/naming
    """
    parts = urlsplit(path)
    if parts.scheme in _BUCKETS:
        return InputDataset(f"{parts.scheme}://{parts.netloc}", parts.path.lstrip("/") or "/")
    return InputDataset("file", path)
