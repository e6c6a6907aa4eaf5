"""Workers' logs in shared memory: one writer each, any number of readers."""
