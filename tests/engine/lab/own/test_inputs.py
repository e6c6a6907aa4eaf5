"""The inputs of a function: expressions and files."""

import itertools
import types

import pytest
from concviz.engine.lab.own import inputs

MODULE = types.ModuleType("mine")
MODULE.FACTORS = [3, 5]
MODULE.named = lambda: [1]


@pytest.mark.parametrize(("name", "text", "found"), [
    ("rows.csv", "a,b\n1,x\n2,y\n", [{"a": "1", "b": "x"}, {"a": "2", "b": "y"}]),
    ("rows.tsv", "a\tb\n1\tx\n", [{"a": "1", "b": "x"}]),
    ("bom.csv", "\ufeffa\n1\n", [{"a": "1"}]),
    ("quoted.csv", 'a\n"two\nlines"\n', [{"a": "two\nlines"}]),
    ("rows.jsonl", '{"a": 1}\n\n[2]\n', [{"a": 1}, [2]]),
    ("rows.json", '[{"a": 1}, 2]', [{"a": 1}, 2]),
    ("rows.json", '{"a": 1}', [{"a": 1}]),
    ("rows.json", '{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
    ("urls.txt", "http://a\nhttp://b\n", ["http://a", "http://b"]),
    ("mixed.txt", "1\ntwo\n", ["1", "two"]),
    ("numbers.txt", "1\n2\n", [1, 2]),
    ("array", "[1, 2]\n", [1, 2]),
])  # fmt: skip
def test_a_file_holds_what_its_name_says(name, text, found, tmp_path):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert inputs.read(str(path), MODULE) == found


@pytest.mark.parametrize(("text", "found"), [
    ("FACTORS * 2", [3, 5, 3, 5]), ("range(3)", [0, 1, 2]), ("(n for n in (1, 2))", [1, 2]), ("'ab'", ["a", "b"]),
])  # fmt: skip
def test_an_expression_may_use_the_names_of_the_module(text, found):
    assert inputs.read(text, MODULE) == found


@pytest.mark.parametrize(("text", "words"), [
    ("[]", "gives no input at all"),
    ("5", "TypeError: 'int' object is not iterable"),
    ("nothing_like_it", "NameError: name 'nothing_like_it' is not defined, and there is no file of that name"),
    ("range(", "SyntaxError"),
    ("exit(3)", "--inputs 'exit(3)' can't be used: SystemExit: 3"),
    ("named", "TypeError: 'function' object is not iterable; it is a function: call it, named()"),
    ("range(10**12)", "--inputs 'range(10**12)' gives more than 10,000,000 inputs"),
    ("range(10**30)", "gives more than 10,000,000 inputs"),
    ("__import__('itertools').count()", "never ends: say how many of them with --items"),
    ("__import__('itertools').cycle([1])", "never ends"),
    ("__import__('itertools').repeat(1)", "never ends"),
])  # fmt: skip
def test_what_is_wrong_with_inputs_is_a_sentence(text, words):
    with pytest.raises(ValueError, match=r".") as caught:
        inputs.read(text, MODULE)
    assert words in str(caught.value)


def test_of_endless_inputs_as_many_are_taken_as_are_asked_for():
    assert inputs.read("__import__('itertools').count(5)", MODULE, 3) == [5, 6, 7]
    assert inputs.read("__import__('itertools').repeat(5, 2)", MODULE) == [5, 5]


def test_too_many_inputs_are_not_gone_through(monkeypatch):
    monkeypatch.setattr(inputs, "MOST", 3)
    with pytest.raises(ValueError, match=r"gives more than 3 inputs: say how many of them with --items"):
        inputs.read("(n for n in iter(int, 1))", MODULE)


@pytest.mark.parametrize(("name", "data", "words"), [
    ("broken.jsonl", b'{"a": 1}\n{"a\n', "broken.jsonl line 2 is no JSON"),
    ("bytes.txt", b"a\xff\xfe\x00", "--inputs bytes.txt can't be read, as it is no UTF-8 (byte 1): save it as that"),
    ("deep.json", b"[" * 100_000, "--inputs deep.json can't be read: maximum recursion depth exceeded"),
    ("semi.csv", b"name;price\na;1\n", "semi.csv has one column, 'name;price': its columns are to be separated by ',', not ';'"),
    ("comma.tsv", b"name,price\na,1\n", "its columns are to be separated by '\\t', not ','"),
    ("twice.csv", b"a,b,a\n1,2,3\n", "twice.csv has two columns of the name 'a'"),
    ("long.csv", b"a,b\n1,2\n3,4,5\n", "long.csv line 3 has more values than there are names in its first line"),
    ("head.csv", b"a,b\n", "--inputs head.csv gives no input at all"),
    ("x.concviz-stdin", b"", "standard input gives no input at all"),
])  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_named(name, data, words, tmp_path):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r".") as caught:
        inputs.read(str(path), MODULE)
    assert words in str(caught.value)


def test_a_generator_without_an_end_is_given_up():
    seconds = iter(range(10_000))
    with pytest.raises(
        ValueError, match=r"^--inputs 'forever\(\)' gave 11,000 inputs and goes on: if it has an end, say how many"
    ):
        inputs.taken(itertools.repeat(1), "forever()", lambda: float(next(seconds)))


def test_a_generator_that_takes_all_memory_is_given_up(monkeypatch):
    sizes = iter((0, 1, inputs.MOST_MEMORY, inputs.MOST_MEMORY + 1))
    monkeypatch.setattr(inputs, "most_memory", lambda: next(sizes))
    with pytest.raises(ValueError, match=r"gave 3,000 inputs and goes on"):
        inputs.taken(itertools.repeat(1), "forever()", lambda: 0.0)


def test_one_with_an_end_is_taken_whole():
    assert inputs.taken((n for n in range(5_000)), "some()", lambda: 0.0) == list(range(5_000))


@pytest.mark.parametrize(
    ("text", "given"), [("range(3)", 3), ("(n for n in range(3))", 3), ("range(4)", 0), ("(n for n in range(4))", 0)]
)
def test_as_many_as_are_allowed_are_taken_and_one_more_is_too_many(text, given, monkeypatch):
    monkeypatch.setattr(inputs, "MOST", 3)
    if given:
        assert inputs.read(text, MODULE) == [0, 1, 2]
        return
    with pytest.raises(ValueError, match=r"gives more than 3 inputs: say how many of them with --items$"):
        inputs.read(text, MODULE)
    assert inputs.read(text, MODULE, 2) == [0, 1]


@pytest.mark.parametrize(
    ("late_s", "more", "goes_on"), [(10.0, 0, False), (10.5, 0, True), (0.0, 1, True), (0.0, 0, False)]
)
def test_patience_and_memory_have_an_end(late_s, more, goes_on, monkeypatch):
    clock = iter([5.0, 5.0 + late_s])
    sizes = iter([7, 7 + inputs.MOST_MEMORY + more])
    monkeypatch.setattr(inputs, "most_memory", lambda: next(sizes))
    given = (n for n in range(1_999))
    if goes_on:
        with pytest.raises(ValueError, match=r"gave 1,000 inputs and goes on"):
            inputs.taken(given, "some()", lambda: next(clock))
    else:
        assert len(inputs.taken(given, "some()", lambda: next(clock))) == 1_999


class Hint:
    def __init__(self, hint):
        self.hint = hint

    def __iter__(self):
        return iter(())

    def __length_hint__(self):
        if isinstance(self.hint, Exception):
            raise self.hint
        return self.hint


@pytest.mark.parametrize(("given", "least"), [
    (Hint(7), 7), (Hint(ZeroDivisionError()), 0), (Hint(10**30), inputs.MOST + 1), (range(5), 5), (iter(()), 0), (Hint("many"), 0),
])  # fmt: skip
def test_how_many_there_are_at_least(given, least):
    assert inputs.at_least(given) == least


@pytest.mark.parametrize(("given", "endless"), [
    (itertools.count(), True), (itertools.cycle("a"), True), (itertools.repeat(1), True), (itertools.repeat(1, 0), False),
    (range(3), False),
])  # fmt: skip
def test_which_of_pythons_own_have_no_end(given, endless):
    assert inputs.is_endless(given) is endless


@pytest.mark.parametrize(("platform", "unit"), [("darwin", 1), ("linux", 1024)])
def test_the_most_memory_is_in_bytes_on_every_system(platform, unit, monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(inputs.sys, "platform", platform)
    monkeypatch.setattr(resource, "getrusage", lambda who: types.SimpleNamespace(ru_maxrss=3))
    assert inputs.most_memory() == 3 * unit
    monkeypatch.setitem(inputs.sys.modules, "resource", None)
    assert inputs.most_memory() == 0


@pytest.mark.parametrize(("name", "text", "found"), [
    ("one.csv", "a\n1;2\n", [{"a": "1;2"}]),
    ("piped.tsv", "a\tb|c\n1\t2\n", [{"a": "1", "b|c": "2"}]),
    ("short.csv", "a,b\n1\n", [{"a": "1", "b": None}]),
    ("UPPER.CSV", "a\n1\n", [{"a": "1"}]),
    ("rows.ndjson", "1\n\n 2\n", [1, 2]),
    ("value.txt", '{"a": 1}', [{"a": 1}]),
    ("gaps.txt", "one\n\n two\n", ["one", " two"]),
])  # fmt: skip
def test_what_is_next_to_a_mistake_is_read(name, text, found, tmp_path):
    (tmp_path / name).write_text(text)
    assert inputs.read(str(tmp_path / name), MODULE) == found


@pytest.mark.parametrize(("name", "data", "said"), [
    ("semi.csv", b"name;price\na;1\n", "--inputs semi.csv has one column, 'name;price': its columns are to be separated by ',', not ';'"),
    ("pipe.csv", b"name|price\na|1\n", "--inputs pipe.csv has one column, 'name|price': its columns are to be separated by ',', not '|'"),
    ("tab.csv", b"name\tprice\n", "--inputs tab.csv has one column, 'name\\tprice': its columns are to be separated by ',', not '\\t'"),
    ("later.csv", b"a,b,b\n", "--inputs later.csv has two columns of the name 'b', and a row becomes a dict: rename one"),
    ("twice.csv", b"a,b,a\n", "--inputs twice.csv has two columns of the name 'a', and a row becomes a dict: rename one"),
    ("long.csv", b"a,b\n1,2\n3,4,5\n", "--inputs long.csv line 3 has more values than there are names in its first line"),
    ("bytes.txt", b"ab\xff", "--inputs bytes.txt can't be read, as it is no UTF-8 (byte 2): save it as that"),
    ("no.jsonl", b"1\n\nx\n", "--inputs no.jsonl line 3 is no JSON: Expecting value: line 1 column 1 (char 0)"),
    ("head.csv", b"a,b\n", "--inputs head.csv gives no input at all"),
])  # fmt: skip
def test_a_mistake_in_a_file_is_a_whole_sentence(name, data, said, tmp_path):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=r".") as caught:
        inputs.read(str(tmp_path / name), MODULE)
    assert str(caught.value).partition("\n")[0] == said


def test_a_file_that_cannot_be_opened_says_why(monkeypatch):
    def refuses(*how, **more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuses)
    with pytest.raises(ValueError, match=r"^--inputs 'rows\.csv' can't be read: Permission denied$"):
        list(inputs.from_file("rows.csv"))
