"""Work outside requests, as both apps need it: the queues, one way to send, and what happens at intervals."""
