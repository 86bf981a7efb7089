"""Encryption of private files at rest, under the keys of the people they show, in any storage."""
