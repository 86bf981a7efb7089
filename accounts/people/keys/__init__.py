"""Encryption at rest: a data key for each person, wrapped by the site's master key. Without it no face can be read."""
