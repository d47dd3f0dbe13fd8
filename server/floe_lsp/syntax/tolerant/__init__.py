"""The one reader of YAML that may not parse.

What is looked at here is broken, or next to something broken, or being typed. So everything in
this folder answers for any text and looks no further than it must; where the text is YAML, it
answers what the parser would.

``block_line`` takes a line apart, ``neighbours`` finds the lines around it, ``block_structure``
says what encloses a place by indentation. ``flow_tokens`` and ``flow_place`` do the same between
brackets.
"""
