"""``floe manifest cache``: the copies of manifests that registries hold, a file a command."""

COMMANDS = {
    "list": "print of which manifests there are copies, and how old these are",
    "clear": "remove all copies",
}
