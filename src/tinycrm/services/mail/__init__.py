"""What is mailed: queued with what it belongs to, sent once, told."""
