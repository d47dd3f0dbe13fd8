"""Speed and memory of the compiler, measured and held against their targets.

``python -m benchmarks`` (``make bench``) prints the table; docs/benchmarks.md explains it.
"""
