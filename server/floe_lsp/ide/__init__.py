"""Editor features over an immutable ``Snapshot``: plain data in, plain data out (invariant 6).

One file a feature. Offsets and spans count code points; nothing here knows the protocol.
"""
