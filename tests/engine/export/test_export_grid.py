from concviz.engine.export.film.grid import Cell, Style, graphemes, grid_of, mix, one_line, readable, web

PLAIN = Style((200, 200, 200), (0, 0, 0))
RED = Style((255, 0, 0), (0, 0, 0), dim=True)


def test_a_grid_is_cut_and_filled_to_its_size():
    grid = grid_of([[("abcdef", PLAIN)], [("x", RED)]], 4, 3, PLAIN)
    assert grid.size == (4, 3)
    assert all(len(row) == 4 for row in grid.rows)
    assert grid.text() == "abcd\nx\n"
    assert grid.rows[1][0] == Cell("x", RED)


def test_a_wide_grapheme_takes_two_cells_and_never_half_of_one():
    grid = grid_of([[("a漢字", PLAIN)]], 4, 1, PLAIN)
    assert [(cell.text, cell.width) for cell in grid.rows[0]] == [("a", 1), ("漢", 2), ("", 0), (" ", 1)]


def test_accents_and_joined_emoji_stay_in_one_cell():
    assert list(graphemes("e\u0301x")) == [("e\u0301", 1), ("x", 1)]
    assert list(graphemes("👩\u200d💻!")) == [("👩\u200d💻", 2), ("!", 1)]


def test_the_caller_can_split_text_its_own_way():
    grid = grid_of([[("ab", PLAIN)]], 4, 1, PLAIN, split=lambda text: [(c, 2) for c in text])
    assert [cell.width for cell in grid.rows[0]] == [2, 0, 2, 0]


def test_nothing_in_a_cell_can_act():
    assert readable("\x1b[31m\x07\u202eabc\u2066") == "\ufffd[31m\ufffdabc"
    assert readable("\ud800") == "\ufffd"
    assert readable("a" + "\u0301" * 10_000) == "a" + "\u0301" * 7
    grid = grid_of([[("\x1b]0;x\x07", PLAIN)]], 8, 1, PLAIN)
    assert not any(ord(c) < 32 for c in grid.text())


def test_titles_are_one_line_and_cut():
    assert one_line("two\nlines\t and  more", 100) == "two lines and more"
    assert one_line("x" * 10_000, 12) == "x" * 11 + "…"


def test_dim_ink_lies_between_both_colours():
    assert RED.ink == mix(RED.bg, RED.fg, 0.55) == (140, 0, 0)
    assert web((0, 171, 255)) == "#00abff"
