"""A Dask cluster that runs already, whoever gives it work: what is sent there, what comes back, and how all of it goes again."""
