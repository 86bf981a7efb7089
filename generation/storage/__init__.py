"""Private files: written, encrypted, served, and removed. Knows the rows, and no capability."""
