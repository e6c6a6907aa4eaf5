import html
import json
import re

from concviz.engine.lab.tasks import parsing


def test_counts_are_those_of_the_plain_text():
    for page, data in parsing.items(16, seed=1):
        links, tables, cells, characters, keys = parsing.work((page, data))
        assert links == page.count("<a href=") == parsing.RECORDS
        assert tables == page.count("<table") == parsing.RECORDS + 1
        assert cells == page.count("<td")
        without_comments = re.sub(r"<!--.*?-->", "", page)
        pieces = [html.unescape(piece).strip() for piece in re.split(r"<[^>]*>", without_comments)]
        assert characters == sum(map(len, pieces))
        assert keys == data.count('":')


def test_page_and_data_tell_the_same():
    page, data = parsing.items(1, seed=5)[0]
    records = json.loads(data)["catalogue"]
    assert parsing.as_html(records) == page
    assert all(html.escape(record["name"]) in page for record in records)


def test_documents_look_like_real_ones():
    pages = [page for page, _ in parsing.items(16, seed=1)]
    assert len(set(pages)) == 16
    assert all(6_000 < len(page.encode()) < 16_000 for page in pages)
    for sign in ("&amp;", "&lt;ink&gt;", "&hellip;", "&#8212;", "東京", "книга", "<br/>", " hidden", "<!--"):
        assert sign in "".join(pages)


def test_keys_at_any_depth():
    assert parsing.keys({"a": [{"b": None}, {"c": {"d": 1}}], "e": "f"}) == 5


def test_the_answer_is_the_sum():
    assert parsing.combine([(1, 2, 3, 4, 5), (1000, 0, 0, 0, 1)]) == (
        "1,001 links, 2 tables, 3 cells, 4 characters, 6 JSON keys"
    )
