"""The mathematics and the words of studies: values in, values out."""
