"""VALIDATE: each file against its schema, and the rules that need no other file."""
