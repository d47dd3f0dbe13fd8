"""floe-lsp: the floe compiler and its editor support as one program.

``floe_lsp.compilation`` is the public API of the compiler, ``floe_lsp.schemas`` the data
contracts. docs/architecture.md explains how the packages stand on each other.
"""

__version__ = "0.1.0"
