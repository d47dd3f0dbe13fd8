"""The models of ``manifest.yaml``."""
