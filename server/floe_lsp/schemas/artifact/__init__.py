"""The models of CompiledArtifacts, and how an artifact is read and written as text."""
