"""What the commands exit with beside the codes of the stages."""

USAGE = 2
INTERNAL = 70
"""A fault of ours (EX_SOFTWARE of sysexits.h); neither a mistake in a file nor wrong usage."""
INTERRUPTED = 130
"""What a shell reports for a command that Ctrl-C ended."""
BROKEN_PIPE = 141
"""What a shell reports for a command whose reader has gone."""
