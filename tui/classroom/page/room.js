"use strict";
// What stands in the hall, as it comes from the server; a vote goes back. Foreign words only ever become text nodes.
const at = (id) => document.getElementById(id);
const make = (name, text, kind) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};
const put = (id, text) => { if (at(id).textContent !== text) at(id).textContent = text; };
let asked = "", drawn = "", posted = null;

async function send(key, vote) {
  posted = vote;
  try {
    const answer = await fetch("vote", { method: "POST", body: JSON.stringify({ key, vote }), headers: { "Content-Type": "application/json" } });
    put("status", answer.ok ? "Your vote is counted. You may change it." : `Not counted: ${await answer.text()}.`);
  } catch { put("status", "Not counted: the server can't be reached. It is tried again when you vote again."); }
}

function ask(poster, mine) {
  const question = poster.question;
  at("vote").hidden = !question;
  if (!question) { asked = ""; return; }
  const key = `${question.key}/${poster.round}`;
  if (key !== asked) {
    asked = key;
    posted = null;
    put("question", question.text);
    put("round", poster.round === 2 ? "Second round: talk to your neighbours, then vote again." : "");
    put("status", "");
    at("drawn").hidden = question.choices.length > 0;
    at("choices").replaceChildren(...question.choices.map((words, number) => {
      const label = make("label", undefined, "choice"), input = make("input");
      Object.assign(input, { type: "radio", name: "choice", value: number });
      input.addEventListener("change", () => send(question.key, number));
      label.append(input, make("span", words));
      return label;
    }));
    if (!question.choices.length) {
      const value = at("value");
      Object.assign(value, { max: question.high, step: question.step });
      value.value = mine ?? question.high / 2;
      put("quantity", question.title);
      const tell = () => {
        const words = question.labels[Math.round(value.value / question.step)] ?? value.value;
        put("shown", words);
        value.setAttribute("aria-valuetext", words);
      };
      value.oninput = tell;
      at("vote").onsubmit = (event) => { event.preventDefault(); send(question.key, Number(value.value)); };
      tell();
    }
    if (mine !== null) put("status", "Your vote is counted. You may change it.");
  }
  if (question.choices.length && posted === null && mine !== null) {
    const input = document.querySelector(`input[value="${mine}"]`);
    if (input) input.checked = true;
  }
}

function show_outcomes(poster) {
  const key = JSON.stringify(poster.outcomes);
  if (key === drawn) return;
  drawn = key;
  at("outcomes").hidden = !poster.outcomes.length;
  at("outcomes").replaceChildren(...poster.outcomes.flatMap((outcome) => {
    const most = Math.max(1, ...outcome.bars.map((bar) => Math.max(bar.first, bar.second)));
    const table = make("table"), head = make("tr"), parts = [table];
    table.append(make("caption", outcome.question));
    const column = (words, kind) => { const cell = make("th", words, kind); cell.scope = "col"; head.append(cell); };
    column("You said"); column(outcome.rounds === 2 ? "first" : "votes", "number");
    if (outcome.rounds === 2) column("then", "number");
    column("");
    head.lastChild.replaceWith(make("td"));
    table.append(make("thead"));
    table.tHead.append(head);
    const body = table.createTBody();
    for (const bar of outcome.bars) {
      const row = make("tr", undefined, bar.right ? "right" : ""), words = make("th", bar.right ? `${bar.label} ✓ measured` : bar.label);
      words.scope = "row";
      row.append(words, make("td", bar.first, "number"));
      if (outcome.rounds === 2) row.append(make("td", bar.second, "number"));
      const meter = make("meter"), cell = make("td", undefined, "bar");
      Object.assign(meter, { min: 0, max: most, value: outcome.rounds === 2 ? bar.second : bar.first });
      meter.setAttribute("aria-label", `votes for ${bar.label}`);
      cell.append(meter);
      row.append(cell);
      body.append(row);
    }
    if (outcome.measured) {
      const told = make("p", "Measured in the hall: ", "measured");
      told.append(make("strong", outcome.measured));
      parts.push(told);
    }
    return parts;
  }));
}

function show_machines(machines) {
  at("class").hidden = !machines.length;
  const most = Math.max(1, ...machines.map((each) => each.speedup)), cores = Math.max(1, ...machines.map((each) => each.cores));
  const space = "http://www.w3.org/2000/svg", picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 100 100");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("width", "100%");
  picture.setAttribute("height", "100%");
  picture.setAttribute("role", "img");
  const words = machines.map((each) => `${each.cores} cores, Python ${each.python}: ${each.speedup} times as fast`).join("; ");
  picture.setAttribute("aria-label", `To the right cores up to ${cores}, upwards speed-up up to ${most}. ${words}`);
  for (const each of machines) {
    const dot = document.createElementNS(space, "ellipse");
    for (const [name, value] of Object.entries({ cx: 4 + 92 * each.cores / cores, cy: 94 - 88 * each.speedup / most, rx: 1.1, ry: 3, fill: "currentColor" })) dot.setAttribute(name, value);
    const title = document.createElementNS(space, "title");
    title.textContent = `${each.cores} cores, Python ${each.python}: ${each.speedup} times as fast`;
    dot.append(title);
    picture.append(dot);
  }
  at("dots").replaceChildren(picture);
}

function show({ poster, mine }) {
  put("title", poster.title || "concviz");
  put("where", poster.steps ? `step ${poster.step} of ${poster.steps} · ${poster.people} here` : "");
  put("heading", poster.heading || "It begins soon");
  put("text", poster.text);
  ask(poster, mine);
  if (poster.doing === "measure") put("status", "It is being measured in the hall.");
  else if (poster.doing === "next") put("status", "It is measured in the hall next.");
  else if (poster.doing === "vote") put("round", `${poster.round === 2 ? "Second round: talk to your neighbours, then vote again. " : ""}${poster.votes} of ${poster.people} have voted.`);
  else if (!poster.question) put("status", "");
  show_outcomes(poster);
  show_machines(poster.machines);
}

let events = null;
function listen(address) {
  if (events) events.close();
  events = new EventSource(address);
  events.onmessage = (event) => { const said = JSON.parse(event.data); at("hall").hidden = !said.hall; show(said); };
  events.addEventListener("hall", (event) => feed(event.data));
  events.onerror = () => {
    put("status", "The hall can't be reached; it is tried again.");
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000 + 4000 * Math.random());
  };
}
