"""Which worker is on which machine, and how far that machine's clock is from ours."""

import pytest
from concviz.engine.lab.cluster import at_worker
from concviz.engine.lab.cluster.nodes import ClusterUnfit, Nodes, Offset, offset_of

OURS = at_worker.about()
ELSEWHERE = ("another machine", 70, 8, OURS[3])


class Client:
    """Dask's, with workers that only tell; their clocks are `ahead_ns` of ours."""

    def __init__(self, workers, ahead_ns=0):
        self.workers, self.ahead_ns = workers, ahead_ns

    def run(self, function, workers=None):
        told = {address: self.workers[address] for address in (workers or self.workers)}
        if function() == at_worker.about():
            return told
        return {address: function() + self.ahead_ns for address in told}


@pytest.fixture
def told():
    return []


def nodes(client, told):
    return Nodes(client, lambda node, workers: told.append((node.number, node.cores, workers)))


def test_workers_of_one_boot_are_one_node(told):
    found = nodes(Client({"tcp://a": ELSEWHERE, "tcp://b": OURS, "tcp://c": ELSEWHERE}), told)
    found.meet(OURS[3])
    assert told == [(1, 8, 2), (2, OURS[2], 1)]
    assert found.of("tcp://c").number == 1
    assert found.of("tcp://b").offset == Offset(0, 0)


def test_a_worker_that_comes_later_is_met_then(told):
    client = Client({"tcp://a": ELSEWHERE})
    found = nodes(client, told)
    found.meet(OURS[3])
    client.workers["tcp://d"] = OURS
    assert found.of("tcp://d").number == 2
    assert told[-1] == (2, OURS[2], 1)


@pytest.mark.parametrize("seconds", [-3, 90])
@pytest.mark.parametrize("worker", [OURS, ELSEWHERE], ids=["same boot", "another machine"])
def test_a_clock_that_is_wrong_by_seconds_is_seen_within_what_is_told(worker, seconds, told):
    found = nodes(Client({"tcp://a": worker}, seconds * 1_000_000_000), told)
    found.meet(OURS[3])
    offset = found.of("tcp://a").offset
    assert 0 < abs(offset.ns - seconds * 1_000_000_000) <= offset.within_ns


def test_the_shortest_round_trip_counts_and_half_of_it_is_the_doubt():
    assert offset_of([(0, 9_000, 4_000), (10_000, 12_011, 10_021), (20_000, 22_500, 21_000)]) == Offset(2_001, 11)


def test_without_workers_and_with_another_python_it_is_said_why(told):
    with pytest.raises(ClusterUnfit, match="no workers"):
        nodes(Client({}), told).meet(OURS[3])
    with pytest.raises(ClusterUnfit, match=r"workers have Python 3\.10\.2 and this is"):
        nodes(Client({"tcp://a": ("m", 1, 1, "3.10.2")}), told).meet(OURS[3])
