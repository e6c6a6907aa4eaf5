"""Experiments made of several runs: comparisons of models, sweeps over worker counts, advice about a function.

`statistics`, `fits`, `disturbance`, `waterfall`, `rows`, `verdict` and `advice` are pure: values in, values out. `rounds` decides what
is run next and knows no clock but the one it is given. `bench` makes the runs; `study` holds it all together; `advising`
concludes from one.
"""
