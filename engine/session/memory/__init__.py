"""The session in memory: columns, stores, queries."""
