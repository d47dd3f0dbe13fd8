"""What floe reads of a dbt project: its YAML and JSON, never its SQL (dbt owns SQL)."""
