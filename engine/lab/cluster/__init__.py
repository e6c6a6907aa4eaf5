"""Workers of a cluster that runs already: what is sent to them, and what comes back."""
