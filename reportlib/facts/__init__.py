"""Document x Form -> Facts: whose report it is, its sections, and every cell of the statutory tables exactly once."""
