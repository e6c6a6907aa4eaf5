"""What is computed: one file, one task. A task file imports the standard library only (what it `REQUIRES`, inside its functions)."""
