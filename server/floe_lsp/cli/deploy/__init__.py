"""``floe deploy``: what a cluster runs products by, a file a command."""

COMMANDS = {
    "render": "write the Kubernetes resources that run a product",
}
