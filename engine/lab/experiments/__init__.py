"""Experiments: what threads, processes, coroutines and interpreters are, measured one property at a time.

Each runs in a lab process of its own, started like a run's (`conduct.run`). A module has one function, `measure(bench, **options)`,
which returns numbers (JSON) and judges nothing: what they mean is decided by whoever asked (`engine/differences`). Nothing is
imported here, because every sub-interpreter that is measured imports this package again.
"""
