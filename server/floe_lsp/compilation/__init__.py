"""The compiler: six stages from two YAML files to CompiledArtifacts.

``analyze`` finds mistakes, ``compile_pipeline`` writes artifacts. Both return diagnostics; neither
raises for a mistake of the user (invariant 2).
"""

from .diagnostics import Diagnostic
from .documents import Document
from .generate.output import OutputOptions
from .pipeline import Analysis, Compilation, analyze, compile_pipeline, default_output
from .sources import Sources
from .stages import CompilationStage, Stage

__all__ = [
    "Analysis",
    "Compilation",
    "CompilationStage",
    "Diagnostic",
    "Document",
    "OutputOptions",
    "Sources",
    "Stage",
    "analyze",
    "compile_pipeline",
    "default_output",
]
