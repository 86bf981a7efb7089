"""Adds a set of faces of one's own: see `command`."""
