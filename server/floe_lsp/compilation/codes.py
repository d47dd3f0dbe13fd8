"""The catalogue of error codes.

One line for each code: stage, default severity, title, and what else is true of all its findings,
which nobody else keeps a list of. What a code means, why it matters and its examples stand in
``docs/codes/<CODE>.md``, which the tests run and ``floe explain`` prints.

Numbers that the released compiler uses keep their meaning; the rest of a block is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from floe_lsp.wording.near_miss import did_you_mean
from floe_lsp.wording.quoting import quote

from .stages import Stage

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Severity(str, Enum):
    """How much a finding matters; only an error stops a compilation."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"


class Trait(Enum):
    """What may be true of all findings of a code, whatever they are about."""

    UNNECESSARY = "unnecessary"
    """What it is about has no effect; editors fade it."""
    MISSING_FILE = "missing file"
    """It may go when a file is created."""
    AT_A_SECRET = "at a secret"  # noqa: S105 - it names a trait
    """Its place is a secret or the key of one, which no report may repeat."""
    QUOTES_NOTHING = "quotes nothing"
    """What is said of a file that may not be quoted holds nothing of it, whatever it is."""
    NO_ORDER = "no order"
    """While it is there, the transforms have no order in which they could be sorted."""
    SHARED_BY_RELATED = "shared by related"
    """Its related places are as much at fault as its own."""
    LEAVES_GAPS = "leaves gaps"
    """A value is missing or unknown, so the rules that need it find nothing."""
    LEAVES_THE_REST = "leaves the rest"
    """What else stands in the file is meant as it is typed, and can be looked at without it."""
    UNFINISHED = "unfinished"
    """It may only say that what is being written is not finished; editors wait longer for it."""
    GOES_ON_BESIDE = "goes on beside"
    """What it may say that is missing stands in a line beside its own, and not only below it."""
    UNTIL_ALL_IS_WRITTEN = "until all is written"
    """It compares all that is written with what was there before: any line may be the one that
    clears it, in whatever file, and editors wait until nobody writes."""
    NOT_WRITTEN_YET = "not written yet"
    """In a file that is just begun it only says what is still to be written."""
    UNKNOWN_FIELD = "unknown field"
    """It is about a field that its mapping does not have."""
    OF_A_REGISTRY = "of a registry"
    """It may go when the registry is asked again."""
    OF_A_LOCK = "of a lock"
    """It is about a file of digests, which may be at fault itself."""
    NO_SUCH_MANIFEST = "no such manifest"
    """What a product names as its manifest is not there, or is none that can govern it."""
    TAKES_TOO_LONG = "takes too long"
    """The analysis gave up there after a time, and another one would take as long again."""
    ABOUT_SUPPRESSIONS = "about suppressions"
    """It is about a comment that silences findings; to silence it, remove the comment."""
    INTERNAL = "internal"
    """It is about floe and not about a file, whatever stage it comes from."""


_SILENCEABLE = (Stage.VALIDATE, Stage.RESOLVE, Stage.ENFORCE)
"""A file that cannot be read has no meaning, and what cannot be written is not written."""


@dataclass(frozen=True)
class CodeInfo:
    """One entry of the catalogue."""

    code: str
    stage: Stage
    severity: Severity
    title: str
    traits: frozenset[Trait] = frozenset()

    @property
    def is_silenceable(self) -> bool:
        """Whether a comment can silence it."""
        return self.stage in _SILENCEABLE and Trait.ABOUT_SUPPRESSIONS not in self.traits


_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

_TO_BE_WRITTEN = (Trait.UNFINISHED, Trait.NOT_WRITTEN_YET)
_NOT_IN_REGISTRY = (Trait.OF_A_REGISTRY, Trait.NO_SUCH_MANIFEST)
_NO_CONTENT = (Trait.LEAVES_GAPS, Trait.QUOTES_NOTHING)

_TABLE: dict[Stage, list[tuple[str, Severity, str, Unpack[tuple[Trait, ...]]]]] = {
    Stage.LOAD: [
        ("E001", _ERROR, "file cannot be read", Trait.MISSING_FILE),
        ("E002", _ERROR, "invalid YAML", Trait.UNFINISHED),
        ("E003", _ERROR, "no floe.yaml found"),
        ("E004", _ERROR, "tab used for indentation"),
        ("E005", _ERROR, "wrong indentation"),
        ("E006", _ERROR, "duplicate key"),
        ("E007", _ERROR, "value needs quotes", Trait.UNFINISHED),
        ("E008", _ERROR, "bracket not closed", Trait.UNFINISHED),
        ("E009", _ERROR, "quote not closed", Trait.UNFINISHED),
        ("E010", _ERROR, "unknown anchor"),
        ("E011", _ERROR, "unknown tag"),
        ("E012", _ERROR, "second document in one file"),
        ("E013", _ERROR, "wrong encoding"),
        ("E014", _ERROR, "control character"),
        ("E015", _ERROR, "key is not text", Trait.UNFINISHED),
        ("E016", _ERROR, "empty file", *_TO_BE_WRITTEN, Trait.QUOTES_NOTHING),
        ("E017", _ERROR, "document is not a mapping", *_TO_BE_WRITTEN, Trait.QUOTES_NOTHING),
        ("E018", _ERROR, "document too large", Trait.QUOTES_NOTHING),
        ("E019", _ERROR, "nested too deeply", Trait.QUOTES_NOTHING),
        ("E020", _ERROR, "aliases expand too far", Trait.QUOTES_NOTHING),
        ("E021", _ERROR, "merge of something that is not a mapping"),
        ("E022", _ERROR, "unknown escape"),
        ("E023", _ERROR, "alias inside its own anchor"),
        ("E024", _WARNING, "merge key given twice"),
        ("E026", _ERROR, "too many manifests above each other"),
        ("E027", _ERROR, "look-alike character in the structure"),
        ("E028", _WARNING, "name of a product in capital letters", Trait.QUOTES_NOTHING),
    ],
    Stage.VALIDATE: [
        ("E101", _ERROR, "invalid name"),
        ("E102", _ERROR, "invalid version"),
        ("E103", _ERROR, "missing required field", *_TO_BE_WRITTEN, Trait.LEAVES_GAPS),
        ("E104", _ERROR, "environment-specific field"),
        ("E105", _ERROR, "invalid transform name"),
        ("E106", _ERROR, "duplicate transform", Trait.NO_ORDER),
        ("E108", _ERROR, "unknown field", Trait.LEAVES_THE_REST, Trait.UNKNOWN_FIELD),
        ("E109", _ERROR, "wrong type", Trait.UNFINISHED, Trait.LEAVES_GAPS),
        ("E110", _ERROR, "unknown dependency"),
        ("E111", _ERROR, "value not allowed"),
        ("E112", _ERROR, "value out of range"),
        ("E113", _ERROR, "wrong format"),
        ("E114", _ERROR, "field given in both spellings"),
        ("E115", _ERROR, "transform depends on itself"),
        ("E116", _WARNING, "dependency given twice", Trait.UNNECESSARY),
        ("E117", _ERROR, "dependency cycle", Trait.NO_ORDER, Trait.SHARED_BY_RELATED),
        ("E118", _WARNING, "names differ only in case"),
        ("E119", _ERROR, "duplicate quality check"),
        ("E120", _ERROR, "invalid cron expression"),
        ("E121", _ERROR, "unknown time zone"),
        ("E122", _ERROR, "secret in a value", Trait.AT_A_SECRET),
        ("E123", _ERROR, "value needs quotes to be text", Trait.LEAVES_GAPS),
        (
            "E124",
            _ERROR,
            "fields contradict each other",
            Trait.UNFINISHED,
            Trait.GOES_ON_BESIDE,
        ),
        (
            "E125",
            _ERROR,
            "wrong kind of file",
            *_TO_BE_WRITTEN,
            *_NO_CONTENT,
            Trait.NO_SUCH_MANIFEST,
        ),
        ("E126", _WARNING, "unknown field of the manifest", Trait.UNNECESSARY, Trait.UNKNOWN_FIELD),
        ("E127", _ERROR, "duplicate name"),
        ("E128", _ERROR, "invalid endpoint"),
        ("E129", _ERROR, "invalid path"),
        ("E130", _ERROR, "invalid regular expression"),
        ("E131", _WARNING, "unused suppression", Trait.UNNECESSARY, Trait.ABOUT_SUPPRESSIONS),
        ("E132", _WARNING, "wrong code in a suppression", Trait.ABOUT_SUPPRESSIONS),
        ("E133", _WARNING, "suppression without a code", Trait.ABOUT_SUPPRESSIONS),
        ("E134", _ERROR, "invalid policy condition", Trait.UNFINISHED, Trait.GOES_ON_BESIDE),
        ("E135", _ERROR, "look-alike character in a value"),
        ("E136", _WARNING, "comment in place of text"),
        ("E137", _WARNING, "file that dbt cannot read", Trait.QUOTES_NOTHING),
        ("E138", _ERROR, "transform without a dbt model"),
        ("E139", _INFO, "dbt model that no transform declares", Trait.UNFINISHED),
        (
            "E140",
            _ERROR,
            "dependency that is missing",
            Trait.UNFINISHED,
            Trait.GOES_ON_BESIDE,
        ),
        ("E141", _WARNING, "dependency that is not read"),
        ("E142", _WARNING, "tag that the dbt model does not have"),
        ("E143", _WARNING, "tier that dbt contradicts"),
        ("E144", _ERROR, "column that the dbt model does not have"),
        ("E145", _WARNING, "dbt project without a profile", Trait.QUOTES_NOTHING),
        ("E146", _WARNING, "several dbt models of one name"),
    ],
    Stage.RESOLVE: [
        ("E107", _ERROR, "missing credential", Trait.UNFINISHED),
        ("E201", _ERROR, "plugin not selected in the manifest", Trait.UNFINISHED),
        ("E202", _ERROR, "plugin version does not fit"),
        ("E203", _ERROR, "manifests inherit in a circle"),
        ("E204", _ERROR, "plugin not approved"),
        ("E205", _ERROR, "manifest not found", Trait.MISSING_FILE, Trait.NO_SUCH_MANIFEST),
        ("E206", _ERROR, "manifest address not supported", Trait.NO_SUCH_MANIFEST),
        ("E207", _ERROR, "plugin not installed"),
        ("E208", _ERROR, "plugin failed"),
        ("E209", _WARNING, "unknown plugin option", Trait.UNNECESSARY),
        ("E210", _ERROR, "invalid plugin option"),
        ("E211", _ERROR, "missing plugin option", Trait.UNFINISHED),
        ("E212", _ERROR, "inherited policy weakened"),
        ("E213", _WARNING, "plugin cannot be checked"),
        ("E214", _WARNING, "secret written in the manifest", Trait.AT_A_SECRET),
        ("E215", _ERROR, "ingestion has no plugin"),
        ("E216", _WARNING, "unknown placeholder"),
        ("E217", _INFO, "products that do not pass on this platform"),
        ("E218", _ERROR, "registry does not answer", Trait.OF_A_REGISTRY),
        ("E219", _ERROR, "registry refuses access", Trait.OF_A_REGISTRY),
        ("E220", _ERROR, "manifest not in the registry", *_NOT_IN_REGISTRY),
        ("E221", _ERROR, "no manifest at the address", *_NOT_IN_REGISTRY),
        ("E222", _ERROR, "content does not match its digest", Trait.OF_A_REGISTRY),
        ("E223", _ERROR, "manifest of a registry too large", Trait.OF_A_REGISTRY),
        ("E224", _ERROR, "registry redirects to an unsafe place", Trait.OF_A_REGISTRY),
        ("E225", _ERROR, "no copy of a registry's manifest", Trait.OF_A_REGISTRY),
        ("E226", _ERROR, "cache of manifests cannot be used", Trait.OF_A_REGISTRY),
        (
            "E227",
            _ERROR,
            "manifest differs from the lock file",
            Trait.OF_A_REGISTRY,
            Trait.OF_A_LOCK,
        ),
        ("E228", _ERROR, "manifest of a registry names a local parent"),
        ("E229", _ERROR, "manifest of a registry without a signature", Trait.OF_A_REGISTRY),
        ("E230", _ERROR, "signature of a manifest not verified", Trait.OF_A_REGISTRY),
    ],
    Stage.ENFORCE: [
        ("E304", _ERROR, "sink not approved"),
        ("E305", _ERROR, "product not approved"),
        ("E306", _WARNING, "exception to a policy expired"),
        ("E307", _ERROR, "patterns take too long", Trait.TAKES_TOO_LONG),
        ("E308", _ERROR, "governance that cannot be checked here"),
        ("E309", _ERROR, "nobody knows who compiles"),
        ("E310", _ERROR, "role to compile is missing"),
        ("E311", _ERROR, "identity plugin failed"),
        ("E312", _ERROR, "egress rule that no cluster takes"),
        ("E313", _ERROR, "data contract is not valid", Trait.UNFINISHED, Trait.QUOTES_NOTHING),
        ("E314", _ERROR, "data contract and output ports do not fit"),
        ("E320", _WARNING, "exception to a policy expires soon"),
        ("E321", _INFO, "policy override for no model"),
        ("FLOE-E201", _ERROR, "name breaks the naming policy"),
        ("FLOE-E210", _ERROR, "too few columns with tests"),
        ("FLOE-E211", _ERROR, "too few columns with tests for the layer"),
        ("FLOE-E220", _ERROR, "model without a description"),
        ("FLOE-E221", _ERROR, "column without a description"),
        ("FLOE-E222", _ERROR, "description still to be written"),
        ("FLOE-E301", _ERROR, "ref that names nothing"),
        ("FLOE-E302", _ERROR, "models that read each other in a cycle"),
        ("FLOE-E303", _ERROR, "source that is not declared"),
        ("FLOE-E400", _ERROR, "tags that a prefix needs are missing", Trait.UNFINISHED),
        ("FLOE-E401", _ERROR, "meta field missing or empty"),
        ("FLOE-E402", _ERROR, "tests of a kind missing"),
        ("FLOE-E450", _ERROR, "policy condition has no answer"),
        ("FLOE-E510", _ERROR, "service level of the platform's contract weakened"),
        ("FLOE-E511", _ERROR, "classification of the platform's contract weakened"),
        (
            "FLOE-E520",
            _ERROR,
            "contract broken without a major version",
            Trait.UNTIL_ALL_IS_WRITTEN,
        ),
        (
            "FLOE-E521",
            _ERROR,
            "contract extended without a minor version",
            Trait.UNTIL_ALL_IS_WRITTEN,
        ),
        ("FLOE-E530", _ERROR, "column has another type than its contract says"),
        ("FLOE-E531", _ERROR, "column of a contract is missing"),
        ("FLOE-E532", _WARNING, "column that its contract does not know"),
        ("FLOE-E600", _ERROR, "policy of the platform broken", Trait.UNFINISHED),
        ("FLOE-E601", _ERROR, "AWS key in a file", Trait.AT_A_SECRET),
        ("FLOE-E602", _ERROR, "password in a file", Trait.AT_A_SECRET),
        ("FLOE-E603", _ERROR, "API key or token in a file", Trait.AT_A_SECRET),
        ("FLOE-E604", _ERROR, "private key in a file", Trait.AT_A_SECRET),
        ("FLOE-E605", _ERROR, "random text in a file", Trait.AT_A_SECRET),
        ("FLOE-E699", _ERROR, "secret of the platform's own in a file", Trait.AT_A_SECRET),
    ],
    Stage.COMPILE: [
        ("E403", _ERROR, "profile cannot be generated"),
        ("E404", _ERROR, "profile would hold a secret"),
        ("E405", _ERROR, "artifact is not valid"),
        ("E406", _ERROR, "dbt project cannot be read"),
    ],
    Stage.GENERATE: [
        ("E501", _ERROR, "file cannot be written"),
        ("E502", _ERROR, "file is not ours"),
        ("E503", _ERROR, "fault of floe itself", Trait.INTERNAL),
    ],
}

CODES: dict[str, CodeInfo] = {
    code: CodeInfo(code, stage, severity, title, frozenset(traits))
    for stage, rows in _TABLE.items()
    for code, severity, title, *traits in rows
}
"""Every code, in order of stage and number."""


def no_such_code(code: str, *, otherwise: str = "") -> str:
    """Say that there is no such code, and which one is meant, or else what is given for that."""
    return f"there is no code {quote(code)}{did_you_mean(code, CODES) or otherwise}"
