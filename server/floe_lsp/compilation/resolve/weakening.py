"""E212: what a manifest inherits it may only make stronger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import lt
from typing import Any, cast

from floe_lsp.compilation.diagnostics import Diagnostic, Fix, Related
from floe_lsp.compilation.documents import Document
from floe_lsp.compilation.validate.manifest_file import ManifestData, ManifestFile
from floe_lsp.schemas.manifest.governance import GovernanceConfig
from floe_lsp.schemas.manifest.governance_policies import LayerThresholds
from floe_lsp.schemas.odcs.classifications import is_weaker as is_less_protected
from floe_lsp.syntax import Node, Path, TextEdit, dereference
from floe_lsp.wording.paths import dotted
from floe_lsp.wording.quoting import quote, shown

_IsWeaker = Callable[[Any, Any], bool]
"""Whether the first of two values of a field asks for less than the second."""


def _ranked(*values: object) -> _IsWeaker:
    return lambda own, above: values.index(own) < values.index(above)


_AMOUNT = lt


def _protects_less(own: str, above: str) -> bool:
    return is_less_protected(own, above) is True


_LEVELS = _ranked("off", "warn", "strict")
_NO_TO_YES = _ranked(False, True)
_YES_TO_NO = _ranked(True, False)
_LAYERS = ("bronze", "silver", "gold")

_RANKS: dict[Path, _IsWeaker] = {
    ("pii_encryption",): _ranked("optional", "required"),
    ("audit_logging",): _ranked("disabled", "enabled"),
    ("policy_enforcement_level",): _LEVELS,
    ("data_retention_days",): _AMOUNT,
    ("naming", "enforcement"): _LEVELS,
    ("quality_gates", "minimum_test_coverage"): _AMOUNT,
    ("quality_gates", "require_descriptions"): _NO_TO_YES,
    ("quality_gates", "require_column_descriptions"): _NO_TO_YES,
    ("quality_gates", "block_on_failure"): _NO_TO_YES,
    **{("quality_gates", "layer_thresholds", layer): _AMOUNT for layer in _LAYERS},
    ("data_contracts", "enforcement"): _LEVELS,
    ("data_contracts", "inheritance_mode"): _ranked("override", "merge", "strict"),
    ("data_contracts", "auto_generation", "default_classification"): _protects_less,
    **{
        ("data_contracts", "drift_detection", field): _NO_TO_YES
        for field in (
            "enabled",
            "fail_on_type_mismatch",
            "fail_on_missing_column",
            "warn_on_extra_column",
        )
    },
    ("rbac", "enabled"): _NO_TO_YES,
    ("rbac", "allow_principal_fallback"): _YES_TO_NO,
    ("secret_scanning", "enabled"): _NO_TO_YES,
    ("secret_scanning", "severity"): _ranked("warning", "error"),
    ("network_policies", "enabled"): _NO_TO_YES,
    ("network_policies", "default_deny"): _NO_TO_YES,
}
"""Which value of each governance field asks for less; others have no order."""

_SECTIONS: dict[str, tuple[str, ...]] = {
    "naming": ("naming",),
    "coverage": ("quality_gates",),
    "documentation": ("quality_gates",),
    "custom": ("custom_rules", "policies"),
    "data_contract": ("data_contracts",),
    "rbac": ("rbac",),
    "secret_scanning": ("secret_scanning",),
    "network_policy": ("network_policies",),
}
"""Where governance sets the policies that ``policy_overrides`` name; ``semantic`` has none."""


def weakened(
    parent: ManifestData,
    files: Mapping[Path, ManifestFile],
    child: ManifestData,
    file: ManifestFile,
) -> Iterator[Diagnostic]:
    """Yield E212 for each value of ``child`` that is weaker than what is in force above it.

    Args:
        parent: The merged ``governance`` of the manifests above, as far as they set it.
        files: The manifest that set each of its values.
        child: ``governance`` of ``file``, as far as it sets it.
        file: The manifest that inherits.
    """
    if files:
        yield from _Inheriting(_in_force(parent), files, child, file).weakened()


@dataclass(frozen=True)
class _Inheriting:
    """A manifest, and what is in force above it."""

    in_force: ManifestData
    files: Mapping[Path, ManifestFile]
    child: ManifestData
    file: ManifestFile

    def weakened(self) -> Iterator[Diagnostic]:
        """Yield E212, by the kind of what is weaker."""
        yield from self._allowing()
        yield from self._of_lower_rank()
        yield from self._lower_layers()
        yield from self._replaced()
        yield from self._more_names()
        yield from self._fewer_secrets()
        yield from self._softened()

    def _of_lower_rank(self) -> Iterator[Diagnostic]:
        for path, is_weaker in _RANKS.items():
            above, own = self._both(path)
            if above is None or own is None or not is_weaker(own, above):
                continue
            if not _is_used_around(path, self.in_force):
                continue
            more = " or more" if is_weaker is _AMOUNT else ""
            yield self._weakening(
                path,
                f"{quote(dotted(path))} is {_shown(own)} here, but {_shown(above)} in a manifest "
                "above, which is stricter and may not be weakened",
                f"write {_shown(above)}{more}, or remove the line to inherit it",
                _shown(above),
            )

    def _lower_layers(self) -> Iterator[Diagnostic]:
        """Each layer that is asked less of than all layers are asked above."""
        section: Path = ("quality_gates", "layer_thresholds")
        minimum: Path = ("quality_gates", "minimum_test_coverage")
        all_above, own = self._both(section)
        above = _at(self.in_force, minimum)
        if above is None or own is None or all_above is not None:
            return
        for layer, percent in LayerThresholds.model_validate(own).model_dump().items():
            if percent < above:
                path = (*section, layer)
                default = "" if layer in own else " by default"
                yield self._weakening(
                    path if layer in own else section,
                    f"{quote(dotted(path))} is {percent} here{default}, but "
                    f"{quote(dotted(minimum))} is {above} in a manifest above, which is stricter "
                    "and may not be weakened",
                    f"write {above} or more for {layer}, or remove layer_thresholds to inherit it",
                    f"{above}" if layer in own else None,
                    demand=minimum,
                )

    def _replaced(self) -> Iterator[Diagnostic]:
        """Each demand above in whose place another is set.

        Which of two schemes or roles lets less through nobody can tell, so another one counts as
        weaker.
        """
        for path in (("naming", "pattern"), ("rbac", "required_role")):
            above, own = self._both(path)
            if own is None or not above or own == above:
                continue
            if not _is_used_around(path, self.in_force):
                continue
            yield self._weakening(
                path,
                f"{quote(dotted(path))} is {quote(own)} here, but {quote(above)} in a manifest "
                "above, which may not be replaced: this may let through what that refuses",
                f"write {_shown(above)}, or remove the line to inherit it",
                _shown(above) if path == ("naming", "pattern") else None,
            )

    def _more_names(self) -> Iterator[Diagnostic]:
        """Each pattern of names that is not among those above, of which names must fit one."""
        path: Path = ("naming", "custom_patterns")
        is_custom = _at(self.in_force, ("naming", "pattern")) == "custom"
        if not is_custom or not _is_used_around(path, self.in_force):
            return
        above, written = (cast("list[str]", each or []) for each in self._both(path))
        for index, own in enumerate(written):
            if own not in above:
                yield self._weakening(
                    (*path, index),
                    f"{quote(dotted(path))} has {quote(own)} here, which is not among those of a "
                    "manifest above: it may let through names that those refuse",
                    "remove it, or have the manifest above allow it; one that leaves out some of "
                    "those above is stricter and may stand here",
                    demand=path,
                )

    def _fewer_secrets(self) -> Iterator[Diagnostic]:
        """Each pattern of secrets above that is left out; they are searched for by all."""
        path: Path = ("secret_scanning", "custom_patterns")
        above, own = (cast("list[ManifestData]", each or []) for each in self._both(path))
        if not own or not _is_used_around(path, self.in_force):
            return
        for pattern in above:
            if not any(_finds_as_much(each, pattern) for each in own):
                yield self._weakening(
                    path,
                    f"{quote(dotted(path))} takes the place of those above here and leaves out "
                    f"{quote(pattern['name'])}, which a manifest above searches for",
                    "write it here as well, beside what you add",
                )

    def _softened(self) -> Iterator[Diagnostic]:
        """Each entry that takes models or files out of policies above."""
        overrides = cast("list[ManifestData]", self.child.get("policy_overrides") or [])
        for index, override in enumerate(overrides):
            for section in _sections(override):
                if _is_used(self.in_force.get(section)):
                    yield self._softening(("policy_overrides", index), (section,))
                    break
        scanning: Path = ("secret_scanning",)
        if _is_used(self.in_force.get("secret_scanning")):
            for index, _ in enumerate(_at(self.child, (*scanning, "exclude_patterns")) or ()):
                yield self._softening((*scanning, "exclude_patterns", index), scanning)

    def _allowing(self) -> Iterator[Diagnostic]:
        """Each secret that a manifest allows although one above searches for them."""
        if _is_used(self.in_force.get("secret_scanning")):
            for index, _ in enumerate(self.file.manifest.allowed_secrets or ()):
                node = self.file.document.node("allowed_secrets", index)
                yield self._softening(("allowed_secrets", index), ("secret_scanning",), node)

    def _both(self, path: Path) -> tuple[Any, Any]:
        """Return the value in force above, and the one that the manifest sets."""
        return _at(self.in_force, path), _at(self.child, path)

    def _who_set(self, path: Path) -> Document:
        """Return the manifest that set a value, or the section whose default the value is."""
        ends = range(len(path), 0, -1)
        found = next((self.files[path[:end]] for end in ends if path[:end] in self.files), None)
        return (found or next(iter(self.files.values()))).document

    def _weakening(
        self,
        path: Path,
        message: str,
        suggestion: str,
        replacement: str | None = None,
        *,
        demand: Path | None = None,
    ) -> Diagnostic:
        """Return E212 at a path; ``demand`` is where what it weakens stands, if not there too."""
        document, above = self.file.document, demand or path
        node = document.node("governance", *path)
        fixes: tuple[Fix, ...] = ()
        if node is not None and replacement is not None:
            edit = TextEdit(dereference(node).span, replacement)
            fixes = (document.fix(f"Replace with {replacement}", edit),)
        return document.diagnostic(
            "E212",
            node or document.start,
            message,
            suggestion,
            related=_related(self._who_set(above), above),
            fixes=fixes,
        )

    def _softening(self, path: Path, section: Path, node: Node | None = None) -> Diagnostic:
        document, above = self.file.document, self._who_set(section)
        key = above.key("governance", *section) or above.start
        return document.diagnostic(
            "E212",
            node or document.node("governance", *path) or document.start,
            f"an entry of {quote(dotted(path[:-1]))} softens policies that a manifest above sets",
            "move it to the manifest that sets the policies, or remove it",
            related=(above.related(key, f"a manifest above sets {quote(dotted(section))} here"),),
        )


def _finds_as_much(own: ManifestData, above: ManifestData) -> bool:
    severity = own.get("severity", "error")
    return own["pattern"] == above["pattern"] and severity in ("error", above["severity"])


def _sections(override: ManifestData) -> Iterator[str]:
    for policy in override.get("policy_types") or _SECTIONS:
        yield from _SECTIONS.get(policy, ())


def _is_used(section: object) -> bool:
    """Whether a section of governance, with its defaults, checks anything."""
    if not isinstance(section, dict):
        return bool(section)
    fields = cast("ManifestData", section)
    return fields.get("enforcement") != "off" and fields.get("enabled", True) is True


def _is_used_around(path: Path, in_force: ManifestData) -> bool:
    """Whether the sections around a field check anything, so that it is a demand.

    The field that switches a section is always one.
    """
    if path[-1] in ("enabled", "enforcement"):
        path = path[:-1]
    return all(_is_used(_at(in_force, path[:end])) for end in range(1, len(path)))


def _in_force(governance: ManifestData) -> ManifestData:
    """Return governance with the defaults of each section that is there."""
    config = GovernanceConfig.model_validate(governance)
    return {**config.model_dump(mode="json"), "policy_enforcement_level": config.master_level}


def _related(document: Document, path: Path) -> tuple[Related, ...]:
    """Point at the value at ``path``, or at the section that gives it by default."""
    value = document.node("governance", *path)
    if value is not None:
        return (document.related(value, "a manifest above sets it here"),)
    ends = range(len(path) - 1, -1, -1)
    key = next((key for end in ends if (key := document.key("governance", *path[:end]))), None)
    if key is None:
        return ()
    return (document.related(key, "a manifest above has this section, which sets it by default"),)


def _at(data: ManifestData, path: Path) -> Any:
    value: Any = data
    for step in path:
        if not isinstance(value, dict):
            return None
        value = cast("ManifestData", value).get(cast("str", step))
    return value


def _shown(value: object) -> str:
    return shown(value) if isinstance(value, (bool, int)) else f"{value}"
