"""Mail: messages, the ways they leave, and what came of it."""
