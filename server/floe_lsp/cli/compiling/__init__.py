"""What ``floe compile`` does with one product and with many; ``cli/compile.py`` is the command."""
