"""Data for other programs: tables, traces, figures."""
