"""The handlers: what the server does for each message, one thin file a method or a group."""
