"""Lets the tests of this folder import `made_differences`."""
