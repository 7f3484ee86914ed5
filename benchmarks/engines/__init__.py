"""The engine beside others: the same passages, the same tokens, the same machine, one command."""
