"""``floe manifest show``: the merged manifest, and where each of its values comes from."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from floe_lsp.cli import exit_codes
from floe_lsp.cli.options import (
    add_manifest,
    copies_used,
    is_wrong_environment,
    manifest_option,
    sources_of,
)
from floe_lsp.cli.printing import complain, say
from floe_lsp.compilation import Sources
from floe_lsp.compilation.clock import now
from floe_lsp.compilation.codes import Trait
from floe_lsp.compilation.diagnostics import Diagnostic, about_file
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.load.file_kind import FileKind, kind_of
from floe_lsp.compilation.load.loader import unreadable
from floe_lsp.compilation.load.manifests import ManifestOption, find_chain
from floe_lsp.compilation.platform_analysis import analyze_platform
from floe_lsp.compilation.resolve.engine_names import Setting
from floe_lsp.compilation.resolve.inheritance import Platform
from floe_lsp.compilation.resolve.origins import merged_data, origin_of
from floe_lsp.files.names import MANIFEST_NAME, SPEC_NAMES
from floe_lsp.files.paths import absolute
from floe_lsp.files.status import is_file, is_folder
from floe_lsp.plugins.registry import PluginRegistry
from floe_lsp.reporting import write
from floe_lsp.reporting.manifest import manifest_lines
from floe_lsp.reporting.paths import display_path
from floe_lsp.schemas.versions import API_VERSION
from floe_lsp.syntax import Path as YamlPath
from floe_lsp.syntax.emit import Data, emit_flow
from floe_lsp.wording.quoting import printable, shortened


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``floe manifest show``."""
    parser.add_argument(
        "path", nargs="?", type=manifest_option, default=Path(), metavar="PATH",
        help=(
            "a manifest or its oci:// address, a product whose manifests are meant, or the folder "
            "of one of them (default: this folder)"
        ),
    )  # fmt: skip
    add_manifest(parser)
    parser.add_argument(
        "--resolved", action="store_true", help="also print what is in force by default"
    )
    parser.add_argument(
        "--explain", action="store_true", help="say of each value which manifest sets it, and where"
    )
    parser.add_argument(
        "--format", choices=("yaml", "json"), default="yaml", help="form (default: %(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the merged manifest; what is wrong with its files goes to standard error."""
    if is_wrong_environment("manifest show"):
        return exit_codes.USAGE
    path = options.path
    if isinstance(path, Path):
        path = _file_of(absolute(path))
    if path is None:
        names = " or ".join((*SPEC_NAMES, MANIFEST_NAME))
        complain(f"floe manifest show: there is no {names} in this folder; name a file")
        return exit_codes.USAGE
    sources = sources_of(options)
    manifest, found = _manifest_of(path, options.manifest, sources)
    platform = None
    if manifest is not None:
        analysis = analyze_platform(
            manifest, sources=sources, registry=PluginRegistry(), today=now().date()
        )
        platform, found = analysis.platform, analysis.diagnostics
    complain(*copies_used(options, sources))
    told = [each for each in found if each.is_error or Trait.OF_A_REGISTRY in each.info.traits]
    if told:
        write(told, "text", sys.stderr, base=Path.cwd())
    if platform is not None:
        shown = _Shown(platform)
        data = shown.masked(merged_data(platform, with_defaults=options.resolved))
        form = shown.json if options.format == "json" else shown.yaml
        say(*form(cast("Mapping[str, Data]", data), explain=options.explain))
    return exit_codes.of(found)


def _file_of(path: Path) -> Path | None:
    """Return the file that a path means: in a folder the product, else the manifest."""
    if not is_folder(path):
        return path
    return next(
        (path / name for name in (*SPEC_NAMES, MANIFEST_NAME) if is_file(path / name)), None
    )


def _manifest_of(
    path: ManifestOption, option: ManifestOption | None, sources: Sources
) -> tuple[ManifestOption | None, Sequence[Diagnostic]]:
    """Return the manifest that is meant, or why there is none."""
    if not isinstance(path, Path):
        return path, ()
    try:
        document = sources.document(path)
    except OSError as error:
        return None, (unreadable(path, error, sources),)
    kind = kind_of(path, document)
    if kind is FileKind.MANIFEST:
        if option is not None:
            complain("floe manifest show: --manifest is for products, and a manifest is named")
        return path, ()
    if kind is None:
        message = "this file does not say that it is a manifest or a product"
        lines = " or ".join(f"'kind: {each.value}'" for each in FileKind)
        advice = f"name one of them, which begins with 'apiVersion: {API_VERSION}' and {lines}"
        return None, (about_file("E125", path, message, advice),)
    named = absolute(option) if isinstance(option, Path) else option
    chain = find_chain(document, named, sources)
    if not chain.documents:
        return None, chain.diagnostics
    return chain.documents[0].address or chain.documents[0].path, ()


@dataclass(frozen=True)
class _Shown:
    """A platform as it may be shown: no secret of its files is among its words."""

    platform: Platform

    def yaml(self, data: Mapping[str, Data], *, explain: bool) -> list[str]:
        """Return the lines of a YAML file, which says at its head what was merged."""
        names = " inherits from ".join(
            f"{file.manifest.metadata.name} {file.manifest.metadata.version} "
            f"({self._file(file.document)})"
            for file in self.platform.chain
        )
        head = f"# {self.platform.mode}: {names}"
        lines = manifest_lines(data)
        if not explain:
            return [head, *(line.text for line in lines)]
        return [head, *(line.with_comment(self._origin(line.path)) for line in lines)]

    def json(self, data: Mapping[str, Data], *, explain: bool) -> list[str]:
        """Return a JSON document, with who set each value."""
        shown: dict[str, object] = {
            "mode": self.platform.mode,
            "chain": [
                {
                    "name": file.manifest.metadata.name,
                    "version": file.manifest.metadata.version,
                    "scope": file.manifest.scope,
                    "file": self._file(file.document),
                }
                for file in self.platform.chain
            ],
            "manifest": data,
        }
        if explain:
            lines = (line for line in manifest_lines(data) if line.is_value)
            shown["origins"] = [
                {"path": list(line.path), "set": self._places(line.path)} for line in lines
            ]
        return json.dumps(shown, indent=2).splitlines()

    def masked(self, value: object) -> object:
        """Return data with stars in its texts for the secrets of all files."""
        if isinstance(value, dict):
            entries = cast("dict[str, object]", value).items()
            return {self._words(key): self.masked(each) for key, each in entries}
        if isinstance(value, list):
            return [self.masked(each) for each in cast("list[object]", value)]
        if value is None or isinstance(value, bool):
            return value
        words = self._words(str(value))
        return value if words == str(value) else words

    def _origin(self, path: YamlPath) -> str:
        origin = origin_of(self.platform.documents, path)
        if origin is None:
            return "default"
        above = "".join(
            f"; above it {self._name(each)} says {self._value(each)}" for each in origin.above
        )
        return printable(
            f"set by {self._name(origin.in_force)}, {self._place(origin.in_force)}{above}"
        )

    def _places(self, path: YamlPath) -> list[dict[str, object]]:
        """Return who sets a value, the one in force first; none for a default."""
        origin = origin_of(self.platform.documents, path)
        found = () if origin is None else (origin.in_force, *origin.above)
        return [
            {
                "manifest": self._name(each),
                "file": self._file(each.document),
                "line": self._line(each),
                "value": self.masked(each.node.value),
            }
            for each in found
        ]

    def _place(self, setting: Setting) -> str:
        return f"{self._file(setting.document)}:{self._line(setting)}"

    def _line(self, setting: Setting) -> int:
        return setting.document.text.position(setting.node.start).line + 1

    def _file(self, document: Document) -> str:
        return str(document.address or display_path(document.path, Path.cwd()))

    def _name(self, setting: Setting) -> str:
        files = {id(file.document): file.manifest for file in self.platform.chain}
        return files[id(setting.document)].metadata.name

    def _value(self, setting: Setting) -> str:
        return shortened(emit_flow(cast("Data", self.masked(setting.node.value))))

    def _words(self, words: str) -> str:
        for document in self.platform.documents:
            words = document.masked(words)
        return words
