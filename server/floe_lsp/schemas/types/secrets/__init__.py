"""What a secret is told by: its name, its shape, and the words around it."""
