"""The search for secrets in the files that a product consists of."""
