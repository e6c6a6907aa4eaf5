"""What a function's measurements say: facts in, advice out."""
