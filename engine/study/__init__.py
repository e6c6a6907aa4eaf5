"""Experiments made of several runs: comparisons of models and sweeps over worker counts.

`statistics`, `fits`, `disturbance`, `waterfall`, `rows`, `verdict` and `advice` are pure: values in, values out. `rounds` decides what
is run next and knows no clock but the one it is given. `bench` makes the runs; `study` holds it all together.
"""
