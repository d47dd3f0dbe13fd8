"""How much is kept between inputs."""

from __future__ import annotations

import functools
import gc
import sys
from typing import Any


def blocks_kept() -> int:
    """Return how many blocks Python has allocated, without caches that have an upper limit.

    Those fill in the course of a run, and then no further. A cache without a limit counts.
    """
    kind: Any = functools._lru_cache_wrapper
    # By its type: a weak proxy of what has gone cannot be asked for its class.
    caches: list[Any] = [each for each in gc.get_objects() if issubclass(type(each), kind)]
    for cache in caches:
        if cache.cache_info().maxsize is not None:
            cache.cache_clear()
    gc.collect()
    return sys.getallocatedblocks()
