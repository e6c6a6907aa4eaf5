"""Which library has threads of its own in a process, and how many."""

import pytest
from concviz.engine.probe.library_threads import LibraryThreads, library_threads

MAPS = "7f00-7f01 r-xp 0 08:01 44 /usr/lib/libc.so.6\n7f02-7f03 r-xp 0 08:01 45 {}\n"
OPENBLAS = "/x/numpy.libs/libscipy_openblas64_-32a4b2a6.so"


@pytest.fixture
def found(tmp_path):
    def ask(library, *, alive, own=5, cores=4, started_with=None, **environment):
        folder = tmp_path / "70"
        (folder / "task").mkdir(parents=True)
        (folder / "maps").write_text(MAPS.format(library))
        if started_with is not None:
            (folder / "environ").write_bytes(started_with)
        for number in range(alive):
            (folder / "task" / str(number)).mkdir()
        return library_threads(70, own, cores, environment, str(tmp_path))

    return ask


def test_one_thread_a_core_unless_it_was_told_otherwise(found):
    assert found(OPENBLAS, alive=8) == LibraryThreads("OpenBLAS", 4, "OPENBLAS_NUM_THREADS")


@pytest.mark.parametrize(
    ("told", "threads"),
    [
        ({"OPENBLAS_NUM_THREADS": "3", "OMP_NUM_THREADS": "2"}, 3),
        ({"OMP_NUM_THREADS": "2"}, 2),
        ({"OPENBLAS_NUM_THREADS": "", "OMP_NUM_THREADS": "many"}, 4),
        ({"MKL_NUM_THREADS": "1"}, 4),
    ],
)
def test_its_environment_says_how_many(found, told, threads):
    assert found(OPENBLAS, alive=8, **told).threads == threads


def test_what_a_process_was_started_with_counts_before_what_it_was_meant_to_get(found):
    assert found(OPENBLAS, alive=8, started_with=b"A=1\0OPENBLAS_NUM_THREADS=1\0", OPENBLAS_NUM_THREADS="3") is None


@pytest.mark.parametrize(("library", "name"), [("/x/libmkl_rt.so.2", "MKL"), ("/x/libblis.so", "BLIS")])
def test_others_are_known_too(found, library, name):
    assert found(library, alive=8).name == name


def test_nothing_is_said_of_one_that_computes_with_its_caller_alone(found):
    assert found(OPENBLAS, alive=8, OPENBLAS_NUM_THREADS="1") is None


def test_nothing_is_believed_that_the_process_has_not_the_threads_for(found):
    assert found(OPENBLAS, alive=7) is None


def test_nothing_is_said_without_such_a_library_or_a_process(found, tmp_path):
    assert found("/usr/lib/libm.so", alive=8) is None
    assert library_threads(71, 1, 4, {}, str(tmp_path)) is None
