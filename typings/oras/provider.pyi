from collections.abc import Mapping
from contextlib import AbstractContextManager

import requests

from .container import Container

def temporary_empty_config() -> AbstractContextManager[str]: ...

class Registry:
    prefix: str
    session: requests.Session

    def __init__(self, hostname: str | None = ...) -> None: ...
    def do_request(
        self,
        url: str,
        method: str = ...,
        data: object = ...,
        headers: Mapping[str, str] | None = ...,
        json: object = ...,
        stream: bool = ...,
    ) -> requests.Response: ...
    def upload_blob(
        self, blob: str, container: Container, layer: Mapping[str, object]
    ) -> requests.Response: ...
