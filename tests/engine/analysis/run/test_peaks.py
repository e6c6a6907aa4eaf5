"""The most threads and processes that there were."""

from concviz.engine.analysis.run.usage import peaks
from concviz.engine.session.events import LaneOpened, ProcessTable


def test_peaks_keep_the_roles_of_the_fullest_moment():
    small = ProcessTable(1, 1, [(1, 1, "main", 0)], [(1, 0, "lab")])
    large = ProcessTable(
        2, 1, [(1, 1, "main", 0), (1, 2, "helper", 0), (1, 3, "worker", 2)], [(1, 0, "lab"), (2, 1, "helper")]
    )
    lanes = [LaneOpened(3, 1, 1, "thread", 1, 2, True), LaneOpened(3, 1, 2, "thread", 1, 3, True)]
    assert peaks([small, large, small], lanes) == ({"main": 1, "worker": 2}, {"lab": 1, "helper": 1})
    assert peaks([], []) == ({}, {})
    other = ProcessTable(
        3, 1, [(1, 1, "main", 0), (1, 4, "feeder", 0), (1, 5, "helper", 0)], [(1, 0, "lab"), (3, 1, "child")]
    )
    assert peaks([large, other], []) == ({"main": 1, "feeder": 1, "helper": 1}, {"lab": 1, "child": 1})


def test_workers_that_no_sample_saw_are_counted_by_their_lanes():
    early = ProcessTable(1, 1, [(1, 1, "main", 0)], [(1, 0, "lab")])
    threads = [LaneOpened(3, 1, lane, "thread", 1, 1 + lane, True) for lane in range(1, 5)]
    assert peaks([early], threads, 4) == ({"main": 1, "worker": 4}, {"lab": 1})
    assert peaks([], threads, 4) == ({"worker": 4, "main": 1}, {"lab": 1})
    processes = [LaneOpened(3, 1, lane, "process", 1 + lane, 1 + lane, True) for lane in range(1, 5)]
    assert peaks([early], processes, 4) == ({"main": 5}, {"lab": 1, "worker": 4})
    assert peaks([], processes[:1], 4) == ({"main": 2}, {"worker": 1, "lab": 1})
    assert peaks([early], [LaneOpened(3, 1, 1, "main", 1, 1, True)]) == ({"main": 1}, {"lab": 1})
    assert peaks([], [LaneOpened(3, 1, 1, "main", 1, 1, True)]) == ({"main": 1}, {"lab": 1})


def test_workers_that_follow_one_another_are_not_added_up():
    early = ProcessTable(1, 1, [(1, 1, "main", 0)], [(1, 0, "lab")])
    lanes = [LaneOpened(3 + lane, 1, lane, "process", 1 + lane, 1 + lane, True) for lane in range(1, 41)]
    assert peaks([early], lanes, 4) == ({"main": 5}, {"lab": 1, "worker": 4})
    threads = [LaneOpened(3 + lane, 1, lane, "thread", 1, 1 + lane, True) for lane in range(1, 41)]
    assert peaks([early], threads, 4) == ({"main": 1, "worker": 4}, {"lab": 1})
