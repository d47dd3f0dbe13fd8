"""``python -m floe_lsp`` is ``floe``."""

import sys

from .cli.main import main

sys.exit(main())
