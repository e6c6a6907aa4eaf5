"""Which worker is on which machine, and how far that machine's clock is from ours."""

import time

import pytest
from concviz.engine.lab.cluster import at_worker
from concviz.engine.lab.cluster.nodes import ClusterUnfit, Nodes, Offset, offset_of

OURS = at_worker.about()
ELSEWHERE = ("another machine", 70, 8, OURS[3])


class Client:
    """Dask's, with workers that only tell; their clocks are `ahead_ns` of ours."""

    def __init__(self, workers, ahead_ns=0):
        self.workers, self.ahead_ns = workers, ahead_ns

    def run(self, function, workers=None, on_error="raise"):
        wanted = self.workers if workers is None else workers
        told = {address: self.workers[address] for address in wanted if address in self.workers or on_error == "raise"}
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
    assert found.of("tcp://c", 0).number == 1
    assert found.of("tcp://b", 0).offset == Offset(0, 0)


def test_a_worker_that_comes_later_is_met_then(told):
    client = Client({"tcp://a": ELSEWHERE})
    found = nodes(client, told)
    found.meet(OURS[3])
    client.workers["tcp://d"] = OURS
    assert found.of("tcp://d", 0).number == 2
    assert told[-1] == (2, OURS[2], 1)


@pytest.mark.parametrize("seconds", [-3, 90])
@pytest.mark.parametrize("worker", [OURS, ELSEWHERE], ids=["same boot", "another machine"])
def test_a_clock_that_is_wrong_by_seconds_is_seen_within_what_is_told(worker, seconds, told):
    found = nodes(Client({"tcp://a": worker}, seconds * 1_000_000_000), told)
    found.meet(OURS[3])
    offset = found.of("tcp://a", 0).offset
    assert 0 < abs(offset.ns - seconds * 1_000_000_000) <= offset.within_ns


def test_a_worker_that_dies_before_it_is_asked_is_beside_another_of_its_host(told):
    client = Client({"tcp://10.0.0.1:70": ELSEWHERE})
    found = nodes(client, told)
    found.meet(OURS[3])
    assert found.of("tcp://10.0.0.1:71", 5).number == 1
    assert told == [(1, 8, 1)]


def test_of_one_that_dies_unasked_on_a_host_of_its_own_all_is_known_that_its_clock_says(told):
    found = nodes(Client({"tcp://10.0.0.1:70": ELSEWHERE}), told)
    found.meet(OURS[3])
    before, their_clock = time.perf_counter_ns(), 12_345
    node = found.of("tcp://10.0.0.2:70", their_clock)
    assert (node.number, node.cores) == (2, 0)
    then = their_clock - node.offset.ns  # in our time
    assert (
        then - node.offset.within_ns <= before <= time.perf_counter_ns() <= then + node.offset.within_ns + 1_000_000_000
    )


def test_a_worker_that_is_gone_is_not_counted_and_one_that_has_come_is(told):
    client = Client({"tcp://a": ELSEWHERE, "tcp://b": ELSEWHERE})
    found = nodes(client, told)
    found.meet(OURS[3])
    client.workers = {"tcp://b": ELSEWHERE, "tcp://c": OURS}
    found.meet_again({"tcp://b", "tcp://c"})
    assert {(number, workers) for number, _, workers in told[1:]} == {(1, 1), (2, 1)}
    assert found.of("tcp://a", 0).number == 1


def test_a_clock_that_drifts_is_followed_and_old_trips_are_forgotten(told, monkeypatch):
    client = Client({"tcp://a": ELSEWHERE}, 1_000_000_000)
    found = nodes(client, told)
    found.meet(OURS[3])
    first = found.of("tcp://a", 0).offset
    client.ahead_ns = 1_500_000_000
    monkeypatch.setattr("concviz.engine.lab.cluster.nodes.KEPT_NS", 0)
    found.meet_again({"tcp://a"})
    later = found.of("tcp://a", 0).offset
    assert abs(first.ns - 1_000_000_000) <= first.within_ns
    assert abs(later.ns - 1_500_000_000) <= later.within_ns


def test_the_shortest_round_trip_counts_and_half_of_it_is_the_doubt():
    assert offset_of([(0, 9_000, 4_000), (10_000, 12_011, 10_021), (20_000, 22_500, 21_000)]) == Offset(2_001, 11)


def test_without_workers_and_with_another_python_it_is_said_why(told):
    with pytest.raises(ClusterUnfit, match="no workers"):
        nodes(Client({}), told).meet(OURS[3])
    with pytest.raises(ClusterUnfit, match=r"workers have Python 3\.10\.2 and this is"):
        nodes(Client({"tcp://a": ("m", 1, 1, "3.10.2")}), told).meet(OURS[3])
