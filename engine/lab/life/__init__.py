"""The lab process itself: how it begins, knows whom it started, and ends with nothing left."""
