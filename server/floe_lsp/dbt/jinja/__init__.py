"""What floe reads of dbt's templates: Jinja's own lexer and parser, nothing is rendered."""
