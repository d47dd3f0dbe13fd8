"""The built-in compute engines, one file each; ``registry`` imports the one that is named."""
