"""The table of differences between threads, processes, coroutines and interpreters, each cell measured here and now.

`properties` says what there is to measure, `experiment` runs one experiment in a lab of its own, `outside` is what the system shows
of it meanwhile, `evidence` and `working` turn its numbers into words, `claims` sets beside them what is usually said, and `table`
holds it together and writes it into a session.
"""
