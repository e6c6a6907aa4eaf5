"""The session as a file: lines, compact tables, reader and writer."""
