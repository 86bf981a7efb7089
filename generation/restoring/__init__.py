"""What an older dump brought back although it had been deleted or revoked, and its removal before anybody sees it."""
