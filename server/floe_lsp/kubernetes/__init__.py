"""What a cluster runs a compiled product by: Kubernetes resources, rendered from an artifact.

Everything here is a pure function of the artifact and of what somebody chose; ``cli/deploy``
writes it.
"""
