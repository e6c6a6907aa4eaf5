from concviz.engine.lab.tasks import text


def slowly(document: str) -> list[str]:
    """The words of a text, letter by letter."""
    words, word = [], ""
    for letter in document.lower() + " ":
        if letter.isalpha():
            word += letter
        elif word:
            words.append(word)
            word = ""
    return words


def test_counts_are_those_of_a_slow_and_obvious_count():
    for item in text.items(3, seed=2):
        words = slowly(item)
        total, different, singles, pairs, triples = text.work(item)
        assert (total, different) == (len(words), len(set(words)))
        for size, top in ((1, singles), (2, pairs), (3, triples)):
            phrases = [" ".join(words[place : place + size]) for place in range(len(words) - size + 1)]
            ranked = sorted((-phrases.count(phrase), phrase.split()) for phrase in set(phrases))
            assert [(" ".join(phrase), -count) for count, phrase in ranked[:5]] == list(top)


def test_words_are_as_frequent_as_zipf_says():
    words = [word for item in text.items(16, seed=1) for word in slowly(item)]
    assert words.count("the") > words.count("of") > words.count("in") > words.count("they") > 0
    assert 1.5 < words.count("the") / words.count("of") < 2.5


def test_there_are_no_more_than_sixteen_texts():
    items = text.items(40, seed=1)
    assert len(items) == 40
    assert len({id(item) for item in items}) == len(set(items)) == 16
    assert all(5000 < len(item) < 9000 for item in items)


def test_no_text_is_made_that_no_item_carries(monkeypatch):
    made = []
    monkeypatch.setattr(text, "_prose", lambda *_: made.append(len(made)) or str(len(made)))
    assert text.items(3, seed=1) == ["1", "2", "3"]
    assert text.items(17, seed=1) == [*map(str, range(4, 20)), "4"]


def test_the_answer_names_the_pair_that_leads_most_often():
    results = [text.work(item) for item in ("a b a b c", "a b a b c", "b c b c a")]
    assert text.combine(results) == "15 words; the most frequent pair is “a b” in 2 of 3 texts"
    assert text.combine(results[2:]) == "5 words; the most frequent pair is “b c” in 1 of 1 texts"
