"""What is known in a file of the dbt project beside a product: the same names, from the other side.

``dbt_file`` says what a name there is; ``moving`` leads to the transform and to all that names it,
``hover`` and ``lenses`` tell of it, ``renaming`` renames it. Nothing is completed there: that
is for the tools of dbt. What is found there is found with the product.
"""

from __future__ import annotations

from .dbt_file import DbtFile

__all__ = ["DbtFile"]
