"""Mutation run: single changes made to the code, and whether a test notices.

`python -m tests.mutation` makes a copy of the repository, asks coverage which tests run which line, makes a seeded sample of single
changes in each group of modules, and runs for each change the tests that touch its line. It is no part of the suite: it takes minutes.
"""
