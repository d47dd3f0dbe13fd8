"""What floe asks of OCI registries, and the copies that it keeps of what they answered.

Nothing here is imported before an ``oci://`` address is met; what asks a registry, and the library
for it, not before one is asked.
"""
