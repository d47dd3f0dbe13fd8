"""``python -m floe_lsp`` is ``floe``."""

import sys

from floe_lsp.cli.main import main

sys.exit(main())
