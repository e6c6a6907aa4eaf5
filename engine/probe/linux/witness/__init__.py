"""The witness: what each thread of a program waits for, asked of the Linux kernel instead of inferred."""
