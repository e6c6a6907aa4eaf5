"""Who fills a session."""
