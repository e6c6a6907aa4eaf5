"""Where the time went, as text."""

from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.counts import count_rows, in_order
from concviz.tui.charts.digits import size_of
from concviz.tui.charts.ledger import ledger_rows, left_out
from hypothesis import given
from hypothesis import strategies as st

NAMES = ("on_core", "wait_core", "wait_gil", "wait_loop", "wait_io", "idle")
THREADS = {"on_core": 0.25, "wait_core": 0.02, "wait_gil": 0.73, "wait_loop": 0.0, "wait_io": 0.0, "idle": 0.0}


def test_a_bar_a_state_with_what_was_inferred():
    assert plain(ledger_rows(THREADS, 44, 4, inferred=("wait_gil",))) == (
        "█ on a core            ███▊▁▁▁▁▁▁▁▁▁▁▁   25%\n"
        "─ waiting for the GIL  ███████████▁▁▁▁ ≈ 73%\n"
        "▒ waiting for a core   ▎▁▁▁▁▁▁▁▁▁▁▁▁▁▁    2%\n"
        "░ waiting for I/O      ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁    0%"
    )


def test_coroutines_wait_for_the_loop_and_not_for_the_gil():
    text = plain(ledger_rows({**THREADS, "wait_gil": 0.0, "wait_loop": 0.73}, 44, 4, coroutines=True))
    assert "▚ waiting for the loop" in text
    assert "GIL" not in text


def test_idle_is_told_when_it_matters():
    assert "idle" not in plain(ledger_rows({**THREADS, "idle": 0.004}, 44, 6))
    assert "idle" in plain(ledger_rows({**THREADS, "on_core": 0.15, "idle": 0.1}, 44, 6))


def test_the_least_go_first_where_there_are_too_few_rows_and_that_is_said():
    little = {**THREADS, "wait_gil": 0.70, "idle": 0.03}
    text = plain(ledger_rows(little, 44, 3))
    assert "GIL" in text
    assert "on a core" in text
    assert "I/O" not in text
    assert left_out(little, 44, 3) == "wait core 2%"
    assert left_out(little, 44, 5) == ""


LOOP = {"on_core": 0.01, "wait_core": 0.0, "wait_gil": 0.0, "wait_loop": 0.28, "wait_io": 0.32, "idle": 0.39}


def test_a_large_wait_is_never_hidden():
    text = plain(ledger_rows(LOOP, 34, 3, coroutines=True))
    assert "28%" in text
    assert "32%" in text
    assert "39%" in text
    assert left_out(LOOP, 34, 3, coroutines=True) == "on core 1%"


def test_where_much_would_be_hidden_all_are_stacked():
    shares = {**LOOP, "on_core": 0.2, "wait_loop": 0.3, "wait_io": 0.3, "idle": 0.2}
    assert plain(ledger_rows(shares, 34, 3, coroutines=True)).splitlines()[1:] == [
        "█ on core 20%  ▚ loop 30%         ",
        "░ I/O 30%  · idle 20%             ",
    ]
    assert left_out(shares, 34, 3, coroutines=True) == ""


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6), st.integers(24, 70), st.integers(3, 7), st.booleans())
def test_what_is_left_out_is_little(shares, width, height, coroutines):
    total = sum(shares) or 1.0
    given_shares = {name: share / total for name, share in zip(NAMES, shares, strict=True)}
    rest = left_out(given_shares, width, height, coroutines=coroutines)
    assert sum(int(part.rsplit(" ", 1)[1][:-1]) for part in rest.split(", ") if part) <= 7


def test_two_rows_are_one_stacked_bar_and_its_words():
    assert plain(ledger_rows(THREADS, 40, 2, inferred=("wait_gil",))) == (
        "██████████─────────────────────────────▒\n█ on core 25%  ─ GIL ≈73%  ▒ core 2%    "
    )


def test_nothing_measured_is_said():
    assert "nothing measured yet" in plain(ledger_rows(dict.fromkeys(NAMES, 0.0), 40, 1))


@given(st.lists(st.floats(0, 1) | st.just(float("nan")), min_size=6, max_size=6), st.integers(0, 70), st.integers(0, 7))
def test_a_ledger_has_its_size_whatever_the_numbers(shares, width, height):
    rows = ledger_rows(dict(zip(NAMES, shares, strict=True)), width, height, inferred=NAMES)
    assert [width_of(row) for row in rows] == [width] * height


def test_digits_with_the_roles_beside_them():
    assert plain(count_rows(5, [("worker", 4), ("main", 1)], 16, 3)) == (
        "█▀▀  4 workers  \n▀▀█  1 main     \n▀▀▀             "
    )


def test_a_run_that_has_ended_tells_how_many_there_were():
    rows = count_rows(0, [], 16, 3, most=5)
    assert plain(rows).splitlines() == ["█▀▀  at most 5  ", "▀▀█  now 0      ", "▀▀▀             "]
    assert rows[0][0][1] == "bold dim"


def test_where_there_is_room_the_digits_are_as_large_as_it():
    rows = count_rows(5, [("worker", 4), ("main", 1)], 80, 20)
    assert sum("█" in text for row in rows for text, ink in row if ink == "bold strong") == 15
    assert size_of("5", 6) == (18, 15)


def test_one_line_tells_as_many_roles_as_fit():
    assert plain(count_rows(5, [("worker", 4), ("main", 1)], 22, 1)) == "5  4 workers · 1 main "
    assert plain(count_rows(5, [("worker", 4), ("main", 1)], 16, 1)) == "5  4 workers    "


def test_roles_without_a_row_are_others():
    roles = [("worker", 4), ("main", 1), ("executor", 2), ("helper", 3)]
    assert "5 others" in plain(count_rows(10, roles, 24, 3))


def test_workers_come_first():
    assert in_order({"zebra": 1, "lab": 1, "worker": 4, "helper": 0}) == [("worker", 4), ("lab", 1), ("zebra", 1)]


@given(st.integers(0, 20_000) | st.none(), st.integers(0, 40), st.integers(0, 6))
def test_counts_have_their_size(total, width, height):
    rows = count_rows(total, [("worker", 1000), ("main", 1), ("executor", 3)], width, height)
    assert [width_of(row) for row in rows] == [width] * height
