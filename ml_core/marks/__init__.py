"""Marks that say of a picture that a computer made it: words in it, metadata, and an invisible mark."""
