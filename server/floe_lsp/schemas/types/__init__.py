"""What a field may hold: the base of the models, formats, rules for text, errors, reflection."""
