"""The wire: bytes in, messages out, and the process at the other end."""
