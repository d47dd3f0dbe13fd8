"""Lineage: what a compiled product reads and makes, as events of the OpenLineage standard.

Pure functions; nothing is sent here. All but ``plan`` needs the extra ``lineage``.
"""
