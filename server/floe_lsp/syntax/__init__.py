"""Ground floor: text, positions and YAML, with the place of everything. Knows nothing of floe."""

from .decoding import Decoded, byte_by_byte, decode
from .limits import DEFAULT_LIMITS, Limits
from .nodes import AliasNode, Entry, MappingNode, Node, ScalarNode, SequenceNode, dereference
from .parser import Tree, parse
from .paths import Path, PathAt, Place, child_of, entries, fields_of, items_of, locate, path_at
from .problems import KEYS_AND_VALUES, SPACE_AFTER_COLON, ProblemKind, SyntaxProblem, TextEdit
from .text import Position, PositionEncoding, SourceText, Span

__all__ = [
    "DEFAULT_LIMITS",
    "KEYS_AND_VALUES",
    "SPACE_AFTER_COLON",
    "AliasNode",
    "Decoded",
    "Entry",
    "Limits",
    "MappingNode",
    "Node",
    "Path",
    "PathAt",
    "Place",
    "Position",
    "PositionEncoding",
    "ProblemKind",
    "ScalarNode",
    "SequenceNode",
    "SourceText",
    "Span",
    "SyntaxProblem",
    "TextEdit",
    "Tree",
    "byte_by_byte",
    "child_of",
    "decode",
    "dereference",
    "entries",
    "fields_of",
    "items_of",
    "locate",
    "parse",
    "path_at",
]
