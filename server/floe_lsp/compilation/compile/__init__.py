"""COMPILE: the dbt profile and the artifact, as data."""
