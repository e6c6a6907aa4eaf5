"""What is said of a film before it is made."""

import pytest
from concviz.engine.export.film import estimate as estimates
from concviz.engine.export.film.estimate import Estimate, estimate, renderers_for


def with_cores(monkeypatch, cores):
    monkeypatch.setattr(estimates, "affinity", lambda count: tuple(range(int(cores + 0.5))))
    monkeypatch.setattr(estimates, "quota", lambda: cores)


@pytest.mark.parametrize(
    ("frames", "cores", "count"), [(199, 8, 0), (200, 8, 6), (200, 1, 0), (14_400, 2, 2), (14_400, 1.5, 0)]
)
def test_a_short_film_or_one_core_is_worth_no_process(monkeypatch, frames, cores, count):
    with_cores(monkeypatch, cores)
    assert renderers_for(frames) == count


@pytest.mark.parametrize(
    ("to", "frames", "cores", "between"),
    [
        ("html", 100, 8, (0.5 + 0.5, 3 + 2)),
        ("html", 14_400, 1, (0.5 + 72, 3 + 288)),
        ("html", 14_400, 2, (0.5 + 36, 3 + 144)),
        ("html", 14_400, 8, (0.5 + 14.4, 3 + 57.6)),
        ("gif", 14_400, 8, (0.5 + 28.8, 3 + 115.2)),
        ("mp4", 14_400, 8, (0.5 + 72, 3 + 288)),
    ],
)
def test_cores_shorten_what_several_processes_do(monkeypatch, to, frames, cores, between):
    with_cores(monkeypatch, cores)
    assert estimate(to, frames / 4, frames, 50, 20).seconds_between == pytest.approx(between)


@pytest.mark.parametrize(
    ("cores", "length_s", "words"),
    [
        (2, 3600, "3,600 s, 14,400 frames · about 20 KiB to 29 MiB, 70 s to 5 min to make"),
        (1, 7200, "7,200 s, 28,800 frames · about 20 KiB to 49 MiB, 5 to 18 min to make"),
        (1, 86_400, "86,400 s, 345,600 frames · about 20 KiB to 586 MiB, 55 min to 3 h 41 min to make"),
        (1, 108_000, "108,000 s, 432,000 frames · about 20 KiB to 781 MiB, 1 h 9 min to 4 h 37 min to make"),
    ],
)
def test_hours_are_told_of_as_a_person_would(monkeypatch, cores, length_s, words):
    with_cores(monkeypatch, cores)
    assert estimate("html", length_s, length_s * 4, 80, 24).text == words


def test_a_unit_of_two_parts_is_said_twice():
    lasts = Estimate(14_400, 57_600, (1 << 20, 1 << 20), (3660 + 60, 3 * 3600 + 2 * 60))
    assert lasts.text == "14,400 s, 57,600 frames · about 1.0 MiB, 1 h 2 min to 3 h 2 min to make"
