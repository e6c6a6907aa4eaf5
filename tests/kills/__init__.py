"""The kill matrix: who is killed, by which signal, with which start method, at which moment; and what is left of it."""
