"""Text and geometric glyphs as pixels."""
