"""concviz's engine: what runs, measures and remembers. It knows no screen."""
