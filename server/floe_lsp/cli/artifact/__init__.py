"""``floe artifact``: commands about compiled artifacts, a file a command."""

COMMANDS = {
    "show": "say what an artifact holds, and in which layout",
    "diff": "say what differs between two artifacts",
    "convert": "write an artifact in another layout",
    "push": "put a compiled artifact into an OCI registry",
    "pull": "fetch a compiled artifact from an OCI registry into a file",
}
