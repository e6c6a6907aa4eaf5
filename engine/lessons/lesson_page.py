"""A lesson as one HTML file: its text, its questions, and what was measured as the page was made. Nothing is loaded from anywhere.

Questions are asked by the page; predictions stay in the reader's browser (`localStorage`) and go nowhere. What was measured is hidden
until it is revealed, and the page says on which machine that was: it is another one than the reader's. Without JavaScript all can be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from types import MappingProxyType

from markdown_it import MarkdownIt

from ..model.machine_facts import MachineFacts
from ..text.printable import printable
from ..text.words import plural
from .lesson import Measure, Part, Predict, Prose, Reveal, Say, Show
from .lesson_summary import measured_words
from .measured.lesson_quantities import quantity
from .walk import Judged, Place, Walk, judge

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
STYLE = (
    ":root{color-scheme:light dark;background:Canvas;color:CanvasText;overflow-wrap:anywhere}"
    "body{font:18px/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "fieldset{border:1px solid #8888;border-radius:6px;margin:1.5rem 0;padding:.6rem 1rem}"
    "legend{font-weight:600}label{display:block;padding:.2rem 0}"
    "summary{cursor:pointer;font-weight:600;padding:.5rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere}"
    "pre{padding:.8rem;border:1px solid #8888;border-radius:6px}"
    "iframe{width:100%;height:calc(min(100vw,44rem)*.68 + 240px);border:0;border-radius:6px;margin:.6rem 0}"
    "input[type=range]{width:100%}table{border-collapse:collapse}th,td{text-align:left;padding:.2rem .8rem .2rem 0}"
)
SCRIPT = """\
'use strict';
for (const asked of document.querySelectorAll('fieldset')) {
  const key = document.body.dataset.lesson + ' ' + asked.id, told = asked.querySelector('output');
  const inputs = [...asked.querySelectorAll('input')];
  const show = value => {
    for (const each of inputs) { if (each.type === 'radio') each.checked = each.value === value; else each.value = value; }
    if (told) told.textContent = value;
  };
  let kept = null;
  try { kept = localStorage.getItem(key); } catch (refused) { /* the page works without */ }
  if (kept !== null) show(kept);
  asked.addEventListener('input', event => {
    show(event.target.value);
    try { localStorage.setItem(key, event.target.value); } catch (refused) { /* the same */ }
  });
}
for (const reveal of document.querySelectorAll('details')) {
  reveal.addEventListener('toggle', () => {
    for (const line of reveal.querySelectorAll('[data-of]')) {
      const chosen = document.getElementById(line.dataset.of).querySelector('input:checked');
      line.querySelector('b').textContent = chosen === null ? '\\u2013' : chosen.value === line.dataset.right ? '\\u2713' : '\\u2717';
    }
  });
}
"""
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


Players = Mapping[Place, str]
"""A page that plays what was measured, or shown, at that place of a lesson."""


def lesson_page(walk: Walk, machine: MachineFacts, players: Players = MappingProxyType({})) -> str:
    """The page of a lesson that was gone through to its end; runs that have a player are watched there once they are revealed."""
    lesson = walk.lesson
    cores = (
        plural(int(machine.usable_cores), "core")
        if machine.usable_cores.is_integer()
        else f"{machine.usable_cores:g} cores"
    )
    here = f"Measured on {machine.system}, {cores}, CPython {lesson.python.label if lesson.python is not None else machine.python}."
    sources = "".join(f"<li>{_linked(source)}</li>" for source in lesson.sources)
    body = "".join(_step(walk, number, players) for number in range(len(lesson.steps)))
    return (
        f'<!doctype html><html lang="{escape(lesson.language)}"><head><meta charset="utf-8"><title>{escape(lesson.title)}</title>'
        f'<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="generator" content="concviz"><style>{STYLE}</style></head><body data-lesson="{escape(lesson.name)}"><main>'
        f"<h1>{escape(lesson.title)}</h1><p><small>{escape(printable(here))}</small></p>{body}"
        f"{f'<h2>Sources</h2><ul>{sources}</ul>' if sources else ''}</main><script>{SCRIPT}</script></body></html>\n"
    )


def _linked(source: str) -> str:
    text = escape(source)
    return f'<a href="{text}">{text}</a>' if source.startswith("https://") else text


def _step(walk: Walk, number: int, players: Players) -> str:
    step = walk.lesson.steps[number]
    parts = list(_parts(walk, number, players))
    return f"<section><h2>{escape(step.heading)}</h2>{''.join(parts)}</section>"


def _parts(walk: Walk, number: int, players: Players) -> Iterator[str]:
    """The parts of a step; what follows a reveal is hidden with it until the next question, and so are the runs before it."""
    hidden, runs = False, list[str]()
    walk.step = number
    for place, part in walk.shown():
        if hidden and isinstance(part, Predict | Measure | Reveal):
            yield "</details>"
            hidden = False
        if isinstance(part, Reveal) and place not in walk.skipped:
            hidden = True
            told = _revealed(walk, place, part)
            yield f"<details><summary>Reveal what was measured</summary>{told}{''.join(runs)}"
            runs.clear()
        else:
            yield _part(walk, place, part)
        if place in players:
            words = f"concviz {part.kind} {part.words}" if isinstance(part, Measure) else "a recording"
            played = f'<iframe title="{escape(words)}" loading="lazy" srcdoc="{escape(players[place])}"></iframe>'
            if isinstance(part, Measure):
                runs.append(f"<p>Watch it: <code>{escape(words)}</code></p>{played}")
            else:
                yield played
    if hidden:
        yield "</details>"
    if runs:
        yield f"<details><summary>Watch what was run</summary>{''.join(runs)}</details>"


def _part(walk: Walk, place: Place, part: Part) -> str:
    match part:
        case Prose():
            return _MARKDOWN.render(part.text)
        case Say():
            return _MARKDOWN.render(part.say)
        case Measure():
            why = f"<p><em>Left out here: {escape(walk.skipped[place])}.</em></p>" if place in walk.skipped else ""
            return f"<pre><code>concviz {part.kind} {escape(part.words)}</code></pre>{why}"
        case Predict():
            return "" if place in walk.skipped else _asked(place, part)
        case Show():
            return _MARKDOWN.render(part.caption)
        case _:
            return ""


def _asked(place: Place, part: Predict) -> str:
    name = _id(place)
    if part.draw:
        known = quantity(part.quantity)
        high = part.high if part.high is not None else known.high
        axis = f'type="range" name="{name}" min="0" max="{high:g}" step="{known.step:g}"'
        inner = f"<label>{escape(known.title)} <output>–</output><input {axis}></label>"
    else:
        inner = "".join(
            f'<label><input type="radio" name="{name}" value="{number}"> {escape(choice)}</label>'
            for number, choice in enumerate(part.choices)
        )
    return f'<fieldset id="{name}"><legend>{escape(part.predict)}</legend>{inner}</fieldset>'


def _id(place: Place) -> str:
    return f"q{place[0] + 1}-{place[1]}"


def _revealed(walk: Walk, place: Place, part: Reveal) -> str:
    told = "".join(f"<li>{escape(name)}: <strong>{escape(value)}</strong></li>" for name, value in walk.told(part))
    judged = {id(each) for each in walk.predictions_before(place)}
    lines = "".join(_judged(at, each) for at, each in sorted(walk.judged.items()) if id(each) in judged)
    return f"<ul>{told}</ul>{lines}"


def _judged(place: Place, each: Judged) -> str:
    right = "" if each.correct is None else str(each.correct)
    choice = each.asked.choices[each.correct] if each.correct is not None else ""
    words = (
        measured_words(judge(each.asked, None, {each.asked.quantity: each.measured}))
        if each.measured is not None
        else ""
    )
    told = " · ".join(filter(None, (choice, words))) or "this could not be told here"
    mark = f' data-of="{_id(place)}" data-right="{right}"' if right else ""
    return f"<p{mark}><b></b> {escape(each.asked.predict)} <strong>{escape(told)}</strong></p>"
