"""The subject, explained."""
