"""The demonstration: the business, its two years, and how they are written."""
