"""Teaches the encoder of a generator: see `command`."""
