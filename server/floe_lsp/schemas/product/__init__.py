"""The models of ``floe.yaml``."""
