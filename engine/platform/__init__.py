"""What differs from one operating system to the next, behind functions that are named for what they do: see `current`.

One file an OS. What is read from a system to be shown to somebody stands in `engine/probe/` instead, and what has to work inside the
measured process, with the standard library alone, in `engine/lab/`. Nothing of an operating system stands anywhere else: a test
looks for it.
"""
