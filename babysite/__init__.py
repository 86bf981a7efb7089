"""The site. Its version is the one number for the package, the API and the CHANGELOG."""

from __future__ import annotations

__version__ = "0.1.0"
