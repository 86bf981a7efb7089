"""The people whose faces are shown: what they agreed to, the keys to what is theirs, and what remains of them."""
