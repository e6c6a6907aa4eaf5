"""The rules of "What you see": check + sentence, a file for each kind of thing to be seen."""
