class authHeader:
    service: str | None
    realm: str | None
    scope: str | None

def parse_auth_header(authHeaderRaw: str) -> authHeader: ...
