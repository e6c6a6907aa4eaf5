"""Lets the tests of this folder import `session_samples`."""
