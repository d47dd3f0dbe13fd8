"""What the names of files and folders say of them."""

from __future__ import annotations

from pathlib import PurePath

YAML_SUFFIXES = (".yaml", ".yml")
"""How the name of a YAML file ends."""

REPOSITORY = ".git"
"""What makes a folder the root of a git repository: a folder, or a file in a worktree."""

DBT_SUFFIXES = (".sql", ".py", ".csv", ".md", ".json")
"""How the names of the other files end that a dbt project is made of, or that dbt writes."""

CODE_SUFFIXES = (".sql", ".py")
"""How the names of those files end in which code is written."""


def is_code(path: PurePath) -> bool:
    """Whether a file holds code by its name, in whatever case, and so no YAML."""
    return path.name.lower().endswith(CODE_SUFFIXES)


def stem_of(path: PurePath) -> str:
    """Return the name of a file without its last suffix, as dbt names a model by it."""
    return path.name.rpartition(".")[0]


ENVIRONMENT_FILE = "pyvenv.cfg"
"""The file that makes a folder a virtual environment (PEP 405), full of other people's files."""

TOOL_FOLDERS = frozenset(
    {"__pycache__", "dbt_modules", "dbt_packages", "node_modules", "site-packages", "target"}
)


def is_of_tools(folder: str) -> bool:
    """Whether a folder of this name is hidden, or holds what tools made or fetched."""
    return folder.startswith(".") or folder in TOOL_FOLDERS


GIT_IGNORE_FILE = ".gitignore"
"""Holds the patterns for the folder that it stands in, and for all below."""

GIT_ATTRIBUTES_FILE = ".gitattributes"
"""Says which files git keeps in another form than they have in the work tree."""

DBT_IGNORE_FILE = ".dbtignore"
"""What dbt leaves out, by patterns that are not read here."""

READ_BY_NAME = frozenset({GIT_IGNORE_FILE, GIT_ATTRIBUTES_FILE, DBT_IGNORE_FILE, ENVIRONMENT_FILE})
"""The files without the suffix of any other that say something of the files around them."""

SPEC_NAMES = ("floe.yaml", "floe.yml")
"""What the file of a product is called. Of two in a folder the first one counts wherever the folder
is meant: in a search for products, and in the files of the dbt project there. The other is a
product when it is named or opened itself."""

ORCHESTRATION_FILE = "orchestration.json"
"""What stands beside an artifact of floe-core, with what its layout has no place for."""

PROJECT_FILE = "dbt_project.yml"
"""The file that makes a folder a dbt project."""

CONTRACT_NAMES = ("datacontract.yaml", "datacontract.yml")
"""What a data contract is called, beside a product or a manifest; of two the first one counts."""

MANIFEST_NAME = "manifest.yaml"
"""What a manifest is called where nothing names it."""

MANIFEST_NAMES = (MANIFEST_NAME, "manifest.yml")
"""Names by which a file that a person names is taken for a manifest."""


def spelt_as_a_product(name: str) -> str | None:
    """Return how the name of a product is spelt that is written in other letters: ``Floe.yaml``.

    ``None`` for every other name. Where the system knows no difference between capital and small
    letters, other systems on which the product is compiled do.
    """
    small = name.lower()
    return small if small in SPEC_NAMES and name not in SPEC_NAMES else None


LOCK_NAME = "floe-lock.yaml"
"""The file beside a product that says by digest which manifests of registries it is made for."""
