"""The commands ``floe`` and ``floe-lsp``: arguments in, exit code out. No rule lives here."""
