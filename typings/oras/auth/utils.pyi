class authHeader:  # noqa: N801 - the name is the library's
    service: str | None
    realm: str | None
    scope: str | None

def parse_auth_header(header: str, /) -> authHeader: ...
