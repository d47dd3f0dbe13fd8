"""Data contracts as the Open Data Contract Standard (ODCS) has them."""
