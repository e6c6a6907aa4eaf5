"""The lessons that come with concviz, one Markdown file each, and the functions that they measure."""
