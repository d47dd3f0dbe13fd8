"""Plugins: what a manifest may select, how it is found, and the built-in compute engines.

Nothing is imported here; take what you need from the module that has it. ``registry`` is the
usual way in.
"""
