"""Reports on governance as files: what stands in one, and where it may be written."""

from __future__ import annotations

import json
from pathlib import Path

from floe_lsp.compilation import Analysis
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.enforce.record import enforcement_record
from floe_lsp.compilation.generate.ownership import is_written_by_others
from floe_lsp.compilation.stages import Stage
from floe_lsp.files.atomic import write_atomically
from floe_lsp.files.names import LOCK_NAME, PROJECT_FILE
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_folder, is_there, reason_of
from floe_lsp.files.streams import is_stream, write_stream
from floe_lsp.reporting.enforcement import (
    REPORT_FORMS,
    EnforcementReport,
    ReportForm,
    form_of,
    render_report,
)
from floe_lsp.schemas.types.raw import is_list, is_mapping

_MARK = b'<meta name="generator" content="floe governance report">'
"""What a page of ours has at its head."""


def report_of(analysis: Analysis) -> EnforcementReport | None:
    """Return what the policies said of a product, ``None`` where they were not looked at."""
    spec, resolved, product = analysis.spec, analysis.resolved, analysis.outline
    if analysis.enforcement is None or spec is None or resolved is None or product is None:
        return None
    return EnforcementReport(
        spec.metadata.name,
        spec.metadata.version,
        enforcement_record(analysis.enforcement, product, resolved.platform, now()),
        tuple(each for each in analysis.diagnostics if each.info.stage is Stage.ENFORCE),
        Path.cwd(),
        frozenset(
            [
                analysis.spec_path,
                *(analysis.spec_path.with_name(name) for name in (PROJECT_FILE, LOCK_NAME)),
                *(each.path for each in analysis.manifests),
            ]
        ),
    )


def wrong_file(file: Path, form: ReportForm | None = None) -> str | None:
    """Return why no report can be written into a file, ``None`` where one can.

    Args:
        file: The file.
        form: The form that was chosen; that of its suffix otherwise.
    """
    if is_folder(file):
        return f"{file} is a folder; name a file, such as {file / 'governance.html'}"
    if form is None and form_of(file) is None:
        suffixes = ", ".join(f".{each}" for each in REPORT_FORMS)
        return f"the suffix of {file} names no form of a report; allowed: {suffixes}"
    return None


def write_report(
    report: EnforcementReport, file: Path, form: ReportForm, *, force: bool
) -> str | None:
    """Write a report, and return why that is not possible; ``None`` where it is written.

    Args:
        report: What is written.
        file: Where.
        form: In which form.
        force: Whether a file is replaced that is not a report of ours.
    """
    content = render_report(report, form).encode()
    try:
        if is_stream(file):
            write_stream(file, content)
            return None
        path = absolute(file)
        if path in report.inputs:
            return f"{file} is what the report is about; name another file"
        if not force and is_written_by_others(path, _is_report):
            return f"{file} is not a report of floe, so it is left alone; --force replaces it"
        write_atomically(path, content)
    except OSError as error:
        return f"{file} cannot be written: {reason_of(error)}"
    return None


def write_asked_for(
    analysis: Analysis, file: Path | None, *, force: bool
) -> tuple[bool, list[str]]:
    """Write the report of ``floe compile --report-file``.

    Args:
        analysis: What is known of the product.
        file: Where; ``None`` where no report is asked for.
        force: Whether a file is replaced that is not a report of ours.

    Returns:
        Whether nothing went wrong with the file, and what is to be said.
    """
    form = None if file is None else form_of(file)
    if file is None or form is None:
        return True, []
    report = report_of(analysis)
    if report is None:
        stale = ", and what stands there is of an earlier run" if is_there(file) else ""
        return True, [f"no report in {file}: the policies could not be looked at{stale}"]
    problem = write_report(report, file, form, force=force)
    return (True, []) if problem is None else (False, [f"floe compile: {problem}"])


def _is_report(content: bytes) -> bool:
    """Whether a content is a report of ours, in any of the forms."""
    if not content.lstrip().startswith(b"{"):
        return _MARK in content[:1000]
    try:
        data: object = json.loads(content)
    except (ValueError, RecursionError):
        return False
    if not is_mapping(data):
        return False
    return {"passed", "enforcement_level"} <= data.keys() or _is_of_floe(data.get("runs"))


def _is_of_floe(runs: object) -> bool:
    """Whether the runs of a SARIF log are of this program."""
    run = runs[0] if is_list(runs) and runs else None
    tool = run.get("tool") if is_mapping(run) else None
    driver = tool.get("driver") if is_mapping(tool) else None
    return is_mapping(driver) and driver.get("name") == "floe"
