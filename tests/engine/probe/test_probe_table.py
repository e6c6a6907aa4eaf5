import pytest
from concviz.engine.probe.process_tree import Table


def test_children_group_and_session_belong_to_the_run_and_nobody_else(proc) -> None:
    proc.process(50)
    proc.process(70, parent=50)
    proc.process(71, parent=70, group=70, session=70)
    proc.process(72, parent=1, group=70, session=70)  # an orphan
    proc.process(73, parent=1, group=73, session=70)
    proc.process(74, parent=71, group=74, session=74)  # left, but its parent is known
    proc.process(20, parent=74, group=20, session=20)  # process ids start over: a grandchild has a small one
    proc.process(90, parent=50, group=50, session=50)
    assert Table(str(proc.root), 70).find(set()) == {70: 50, 71: 70, 72: 1, 73: 1, 74: 71, 20: 74}


def test_only_new_ones_are_returned_and_strangers_are_read_once(proc) -> None:
    proc.process(70)
    proc.process(90)
    table = Table(str(proc.root), 70)
    assert set(table.find(set())) == {70}
    (proc.root / "90/stat").unlink()
    proc.process(71, parent=70)
    assert set(table.find({70})) == {71}
    assert table.find({70, 71}) == {}


def test_a_number_that_was_a_strangers_can_become_ours(proc) -> None:
    proc.process(70)
    proc.process(90)
    table = Table(str(proc.root), 70)
    table.find(set())
    proc.end(90)
    assert table.find({70}) == {}
    proc.process(90, parent=70)
    assert table.find({70}) == {90: 70}


@pytest.mark.parametrize("state", ["Z", "X"])
def test_a_process_that_has_ended_is_none(proc, state: str) -> None:
    proc.process(70)
    proc.process(71, parent=70, state=state)
    assert set(Table(str(proc.root), 70).find(set())) == {70}
