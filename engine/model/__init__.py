"""What travels, typed: plans, facts, results, rows, errors."""
