"""`watch` and `attach`: following a program, and its account in lines."""
