"""A whole mailbox read back while everything goes wrong: quota errors, lost tokens, lost history, killed processes."""
