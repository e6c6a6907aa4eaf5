"""The pool of multiprocessing as a model: no error of an item is lost while it is left."""

from multiprocessing import TimeoutError as TooLate

from concviz.engine.lab.models.mp_pool import drain


class Results:
    """Hands back what it was given, and raises what is an exception."""

    def __init__(self, *values):
        self._values = list(values)

    def next(self, timeout):
        value = self._values.pop(0)
        if isinstance(value, BaseException):
            raise value
        return value


def test_the_errors_of_the_items_that_are_left_reach_the_caller():
    first, second = ValueError("one"), TimeoutError("an item's own")
    for end in (StopIteration(), TooLate()):
        assert drain(Results([1], first, [2], second, end, ValueError("after the end"))) == [first, second]
    assert drain(Results(StopIteration())) == []
