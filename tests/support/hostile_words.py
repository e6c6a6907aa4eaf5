"""Fifty words that would act if anybody obeyed them: markup, actions, escape sequences, control characters, turned directions."""

MARKUP = (
    "[bold]loud[/bold]", "[/x]", "[", "]", "[]", "[[", "[/]", "[red", "[b]open", "x [/b] y", "[@click=app.quit]leave[/]",
    "[@click='app.quit()']leave[/]", "[link=http://example.org]here[/link]", "[$primary]theme[/]", "[on red]ground[/]",
    "\\[escaped]", "\\", "[not a tag at all!]", "[a=b c='d\"]", "[/@click]", "[blink][reverse]x", "{markup}", "%s %d %(x)s",
    "$(touch leaked)", "`code`", "*a* _b_ **c**", "<script>alert(1)</script>", "&lt;b&gt;", "\"quoted\" 'twice'", "|a|b|",
)  # fmt: skip
ACTING = (
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b[2J", "\x1b]52;c;aGk=\x07", "\x9b31m", "a\x07b", "a\x08b", "a\rb", "a\x00b", "a\x7fb",
    "\u202eturned", "\u2066inside\u2069", "\u200fmark", "a\u2028b", "\ufeffstart", "a\tb", "a\nb\nc",
)  # fmt: skip
WIDE = ("漢字かな" * 12, "é" * 90, "👩‍👩‍👧‍👦 family")
WORDS = (*MARKUP, *ACTING, *WIDE)
"""All fifty."""

FORBIDDEN = frozenset("\x1b\x07\x08\x00\x7f\x9b\r\u202e\u2066\u2069\u200f\u2028\ufeff")
"""What must never come to a terminal as a cell."""


def in_turn(value: object, turn: list[int]) -> object:
    """The value with each text in it, at any depth, replaced by the next word; `turn` holds the number of the next."""
    if isinstance(value, str):
        turn[0] += 1
        return WORDS[turn[0] % len(WORDS)]
    if isinstance(value, list):
        return [in_turn(each, turn) for each in value]
    if isinstance(value, dict):
        return {name: in_turn(each, turn) for name, each in value.items()}
    return value
