"""E145: a dbt project that asks for no profile (``dbt_project.yml``, ``profile``)."""

from __future__ import annotations

from collections.abc import Iterator

from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.files.names import PROJECT_FILE
from floe_lsp.plugins.placeholders import product_slug

from .paired import PairedProduct


def check(paired: PairedProduct) -> Iterator[Diagnostic]:
    """Report that dbt would not find the profile that floe writes, and how it is called."""
    project, folder = paired.facts.project, paired.facts.folder
    if project is None or folder is None or not project.is_whole or project.names_profile:
        return
    node = paired.document.name_node
    name = node.value if node is not None and isinstance(node.value, str) else None
    ours = None if name is None else product_slug(name)
    yield about_file(
        "E145",
        folder / PROJECT_FILE,
        f"{PROJECT_FILE} names no profile, so dbt does not find the one that floe writes",
        "add the field profile" if ours is None else f"add profile: {paired.document.masked(ours)}",
    )
