"""The Language Server Protocol: the only floor that knows pygls and lsprotocol.

Read ``server`` first, then ``state/session``. A request is a small file in ``handlers/requests``.
"""
