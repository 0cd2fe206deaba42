"""Import and export: rows of files become records, and records rows, all or nothing and without loss."""
