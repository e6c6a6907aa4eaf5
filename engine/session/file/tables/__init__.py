"""Tables of whole numbers as compact lines, and back."""
