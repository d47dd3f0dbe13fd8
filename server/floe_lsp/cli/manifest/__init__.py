"""``floe manifest``: commands about manifests, a file a command."""

COMMANDS = {"show": "print the merged manifest, and where each of its values comes from"}
