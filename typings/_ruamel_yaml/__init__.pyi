from typing import Any

class CParser:
    """The part of ruamel.yaml.clib's parser that the syntax floor calls."""

    def __init__(self, stream: str | bytes) -> None: ...
    def get_event(self) -> Any: ...
