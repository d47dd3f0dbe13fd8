"""Real, tiny distributions with entry points of floe, installed on ``sys.path``."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from floe_lsp.plugins.registry import PluginRegistry

SERVER = Path(__file__).parents[2] / "server"

GOOD = """
    class Spec:
        cpu_request, cpu_limit, memory_request, memory_limit = "1", "2", "1Gi", "2Gi"
        ephemeral_storage_request, ephemeral_storage_limit = "1Gi", "2Gi"


    class Plugin:
        name = "acme"
        version = "3.2.1"
        floe_api_version = "1.0"
        description = "Acme engine"
        is_self_hosted = False

        def get_config_schema(self):
            return None

        def generate_dbt_profile(self, config):
            return {
                "type": "acme",
                "threads": config.threads,
                "timeout": config.timeout_seconds,
                **config.connection,
                "login": config.credentials.get("password"),
            }

        def get_required_dbt_packages(self):
            return ("dbt-acme",)

        def get_resource_requirements(self, workload_size):
            if workload_size != "small":
                raise ValueError(f"no size {workload_size}")
            return Spec()
"""


class Environment:
    """A folder on ``sys.path`` in which distributions are installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.modules: list[str] = []

    def install(
        self,
        distribution: str,
        entry_points: str,
        code: str = GOOD,
        *,
        module: str | None = None,
        version: str = "1.0",
        folder: Path | None = None,
    ) -> None:
        """Install a distribution of one module; ``{module}`` in its entry points is its name."""
        folder = folder or self.folder
        module = module or distribution.replace("-", "_")
        self.modules.append(module)
        (folder / f"{module}.py").write_text(dedent(code), encoding="utf-8")
        info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n", encoding="utf-8"
        )
        text = dedent(entry_points).format(module=module)
        (info / "entry_points.txt").write_text(text, encoding="utf-8")


def acme(environment: Environment, code: str = GOOD, name: str = "acme") -> PluginRegistry:
    """Install one compute plugin and return a registry that sees it."""
    entry_points = f"[floe.computes]\n{name} = {{module}}:Plugin\n"
    environment.install("floe-compute-acme", entry_points, code)
    return PluginRegistry()
