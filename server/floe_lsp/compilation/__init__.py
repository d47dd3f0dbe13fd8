"""The compiler: six stages from two YAML files to CompiledArtifacts.

``analyze`` finds mistakes, ``compile_pipeline`` writes artifacts. Both return diagnostics; neither
raises for a mistake of the user.
"""

from .diagnostics import Diagnostic
from .documents import Document
from .generate.output import OutputOptions, default_output
from .pipeline import analyze, compile_in_memory, compile_pipeline
from .results import Analysis, Compilation
from .sources import Sources
from .stages import Stage

__all__ = [
    "Analysis",
    "Compilation",
    "Diagnostic",
    "Document",
    "OutputOptions",
    "Sources",
    "Stage",
    "analyze",
    "compile_in_memory",
    "compile_pipeline",
    "default_output",
]
