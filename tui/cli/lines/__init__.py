"""What commands print: a result, the rows of a study, the cells of the table of differences, as lines."""
