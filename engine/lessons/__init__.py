"""The subject, explained; and lessons, in which one predicts, measures and sees what was so."""
