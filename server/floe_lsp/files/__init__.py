"""Files on disk: the one module that writes them, and what their names say of them."""
