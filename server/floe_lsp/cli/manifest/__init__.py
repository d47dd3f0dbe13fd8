"""``floe manifest``: commands about manifests, a file a command."""

COMMANDS = {
    "show": "print the merged manifest, and where each of its values comes from",
    "push": "put a manifest into an OCI registry",
    "pull": "fetch a manifest from an OCI registry into a file",
    "list": "print the tags of a manifest in an OCI registry",
    "lock": "write down by digest which manifests of registries a product is made for",
    "cache": "look at the copies of manifests on this machine, or remove them",
}
