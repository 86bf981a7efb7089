"""Background work shared by both apps: the queues, `enqueue`, and the periodic tasks."""
