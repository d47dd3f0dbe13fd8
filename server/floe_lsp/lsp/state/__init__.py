"""The state of a conversation: documents, settings, what the editor can show, what is known."""
