"""Database rows as units of work: claims, leases and the number of attempts."""
