"""What is done by itself: rules, sequences and hooks."""
