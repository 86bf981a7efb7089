"""Rows that workers take, work on and end: who holds one, for how long, and how often it is tried."""
