"""A cluster that is watched: its workers, threads and tasks at a play head, its account, and what its nodes' cores did."""
