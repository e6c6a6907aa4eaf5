"""Mutation run: single changes made to the code, and whether a test notices.

`python -m tests.mutation` asks coverage which tests run which line, makes a seeded sample of single changes in each group of modules, and
runs for each change the tests that run its line, in a fork of a warm process: a second or two of CPU time. It is no part of the suite.
"""
