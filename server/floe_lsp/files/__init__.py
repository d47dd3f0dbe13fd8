"""Files on disk: the one module that writes them. Knows nothing of what they hold."""
