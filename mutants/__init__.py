"""Breaks the code in hundreds of small ways, one at a time, and counts how many the tests notice.

`make mutants` runs it and writes docs/mutants.md. Nothing here imports what it breaks.
"""
