"""What a secret is told by: its name, its shape, and the words around it.

One judgement for all that is reported, refused, replaced and hidden. Precision counts more than
reach: a product called ``token-usage``, a role ``SYSADMIN`` or a file ``tokens.duckdb`` is not a
secret.
"""
