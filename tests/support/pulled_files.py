"""Files as a registry would have sent them, without one."""

from __future__ import annotations

import hashlib
import json

from floe_lsp.registries.media_types import PLATFORM_MANIFEST
from floe_lsp.registries.pulled import Pulled, digest_of


def made(content: bytes) -> Pulled:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    layer = {"mediaType": PLATFORM_MANIFEST.layer, "digest": digest, "size": len(content)}
    manifest = json.dumps({"layers": [layer]}).encode()
    return Pulled(digest_of(manifest), manifest, content)
