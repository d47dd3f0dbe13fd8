"""RESOLVE: merge the manifests and settle every plugin, engine and option."""
