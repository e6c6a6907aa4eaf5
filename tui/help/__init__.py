"""Help and concepts, to be read above any screen."""
