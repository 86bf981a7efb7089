"""The site's own PostgreSQL and Valkey, from wheels, for operators without servers of their own.

The same servers as in production, on Unix sockets under var/, durable. They run in the foreground as children of
whoever starts them (`make run`, the tests), so that nothing is left behind.
"""
