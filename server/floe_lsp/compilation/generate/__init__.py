"""GENERATE: the artifact and the dbt profile as files, in the contract that was chosen."""
