"""What a lesson asks of the machine: conditions, quantities, what is measured for it, and its rehearsal."""
