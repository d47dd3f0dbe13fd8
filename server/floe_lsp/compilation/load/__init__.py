"""LOAD: read floe.yaml, find the manifests that govern it, and parse all of them."""
