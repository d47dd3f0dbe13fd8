"""Names with their places: those of one file as an outline, and those of all products."""
