"""``floe.doctor``: what the server sees, for when something is not as it should be."""

from __future__ import annotations

import platform
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from floe_lsp import __version__
from floe_lsp.compilation import Analysis
from floe_lsp.lsp.handlers.product_status import product_status
from floe_lsp.lsp.state.session import Session
from floe_lsp.plugins.categories import PluginCategory
from floe_lsp.plugins.registry import PluginRegistry

from .context import CommandContext

_PACKAGES = ("pygls", "lsprotocol", "pydantic", "ruamel.yaml", "ruamel.yaml.clib", "dbt-core")


async def doctor(context: CommandContext, _: tuple[Any, ...]) -> dict[str, Any]:
    """Return versions, interpreter, folders, settings, plugins and products."""
    session = context.session
    return {
        "server": {
            "version": __version__,
            "python": platform.python_version(),
            "interpreter": sys.executable,
            # platform.platform() starts uname, or cmd.exe.
            "platform": sysconfig.get_platform(),
            "packages": {name: _version(name) for name in _PACKAGES},
        },
        "client": {
            "positionEncoding": session.store.encoding,
            "diagnostics": "pull" if session.client.asks_for_diagnostics else "push",
            "trusted": session.trusted,
        },
        "folders": [
            {
                "path": str(folder.path),
                "settings": folder.settings.model_dump(mode="json", by_alias=True),
            }
            for folder in session.folders
        ],
        "plugins": await context.run(lambda _: _plugins(session.registry)),
        "products": [_product(session, each) for each in session.analyses.values()],
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _plugins(registry: PluginRegistry) -> dict[str, list[str]]:
    return {
        category.value: list(names)
        for category in PluginCategory
        if (names := registry.names(category))
    }


def _product(session: Session, analysis: Analysis) -> dict[str, Any]:
    return {
        "path": str(analysis.spec_path),
        "manifests": [str(document.path) for document in analysis.manifests],
        **product_status(session, analysis),
    }
