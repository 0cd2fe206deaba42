"""The SQLite engine: everything that another engine would do differently."""
