"""Where something could be written: read from the lines around an offset, without a tree.

``cursors_at`` asks by the shape of the line: ``in_flow`` between brackets, ``in_line`` where a
line has content, ``on_new_line`` where it is blank; ``path`` and ``word`` say what stands around.
"""
