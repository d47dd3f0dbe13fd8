"""``python -m floe_lsp`` is ``floe``, without what lies in the current folder."""

import sys

# Python 3.10 knows no ``safe_path``; isolated (``-I``) it never has the folder there.
if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    # ``-m`` puts the current folder first: a repository's ``yaml.py`` would be imported for ours.
    # This package may come from there too, in a checkout; then its folder is the person's choice.
    _here = __file__.replace("\\", "/").rpartition("/")[0].rpartition("/")[0]
    if sys.path and sys.path[0].replace("\\", "/") != _here:
        del sys.path[0]

from .cli.main import main

sys.exit(main())
