"""Data contracts: those that are written, those that floe makes, and what is held against them."""
