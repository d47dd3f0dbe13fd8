"""What code actions are made of: one file an idea, each plain edits from a snapshot."""
