"""``floe governance``: commands about what platforms ask of products, a file a command."""

COMMANDS = {
    "status": "say which checks a product's manifests ask for, and how the last compile ended",
    "audit": "check products against their platform's governance; nothing is written",
    "report": "write a report on one product as JSON, SARIF or an HTML page",
}
