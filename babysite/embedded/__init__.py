"""PostgreSQL and Valkey of the site's own, from wheels, for whoever has no servers to point it at.

The same servers as in production, on Unix sockets under var/, durable. They run in the foreground as children of
whoever starts them (`make run`, the tests), so that nothing is left behind.
"""
