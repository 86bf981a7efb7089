"""Consent, shared by every page that asks for it: the texts shown, the answers, and what they permit."""
