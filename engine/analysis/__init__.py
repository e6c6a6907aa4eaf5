"""Numbers to meaning: ledger, hand-offs, timeline, and the sentences of "What you see"."""
