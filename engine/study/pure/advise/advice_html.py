"""An advice as one HTML file: nothing is loaded from anywhere, and it can be read without colours."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ....model.own.advice_facts import Advice
from .advice_sections import Section, first_line, sections

STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}th,td{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}"
    "@media(max-width:40rem){body{margin:1rem auto}table{font-size:.8rem}th,td{padding-right:.5rem}}"
    "pre{overflow:auto;padding:1rem;border:1px solid #8888;border-radius:4px}"
)

BAR = "background:#3fa45b;height:.8em;min-width:1px"
LEFT = ' style="text-align:left"'
"""A notebook has no style of ours, and sets what is in tables to the right."""
WHOLE = ' style="text-align:left;white-space:nowrap"'
"""A quantity is not parted from its unit; only what stands last, a sentence, is broken into lines."""
LAST = ' style="text-align:left;min-width:8rem"'


def advice_html(advice: Advice) -> str:
    """The whole page."""
    title = escape(first_line(advice))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="generator" content="concviz">'
        f"<style>{STYLE}</style></head><body>{advice_body(advice)}</body></html>\n"
    )


def advice_body(advice: Advice) -> str:
    """What stands in it; notebooks show this alone."""
    return "".join([f"<h2>{escape(first_line(advice))}</h2>", *map(_section, sections(advice))])


def _section(section: Section) -> str:
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in section.sentences)
    code = f"<pre><code>{escape(section.code)}</code></pre>" if section.code else ""
    return f"<h3>{escape(section.title)}</h3>{told}{''.join(_table(section))}{code}"


def _table(section: Section) -> Iterator[str]:
    if not section.rows:
        return
    heads = "".join(f"<th{LEFT}>{escape(head)}</th>" for head in section.heads)
    yield f'<div style="overflow-x:auto"><table><tr>{heads}</tr>'
    for number, row in enumerate(section.rows):
        bar = ""
        if section.shares:
            wide = 100 * section.shares[number]
            bar = f'<td style="min-width:10rem"><div style="{BAR};width:{wide:.0f}%"></div></td>'
        last = len(row) if bar else len(row) - 1
        cells = (f"<td{WHOLE if at < last else LAST}>{escape(cell)}</td>" for at, cell in enumerate(row))
        yield f"<tr>{''.join(cells)}{bar}</tr>"
    yield "</table></div>"
