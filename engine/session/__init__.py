"""The event log: append, read, query. The only thing that screens and exporters read."""
