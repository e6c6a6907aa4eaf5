"use strict";
// Where the hall's lesson stands, for who presents it; a button asks the hall for what a key there would do.
const at = (id) => document.getElementById(id);
const put = (id, text) => { if (at(id).textContent !== text) at(id).textContent = text; };
const two = (n) => String(Math.floor(n)).padStart(2, "0");
const clock = (s) => `${two(s / 60)}:${two(s % 60)}`;
const button = (deed) => document.querySelector(`[data-deed="${deed}"]`);
let cue = null, heard = 0;

function tick() {
  if (!cue) { put("time", ""); return; }
  const used = cue.used_s + (cue.used_s > 0 ? (performance.now() - heard) / 1000 : 0), left = cue.minutes * 60 - used;
  put("time", `${clock(used)} used${cue.minutes ? `, ${clock(Math.abs(left))} ${left >= 0 ? "left" : "over"}` : ""}`);
}

function show() {
  put("where", cue ? `step ${cue.step} of ${cue.steps}` : "");
  put("heading", cue ? cue.heading : "No lesson is open in the hall");
  put("notes", cue ? cue.notes || "No notes for this step." : "");
  put("due", cue ? `Now: ${cue.due}` : "");
  put("then", cue ? `Then: ${cue.then || "the end"}` : "");
  put("votes", cue && cue.people ? `${cue.votes} of ${cue.people} have voted${cue.round === 2 ? " again" : ""}.` : "");
  button("next").disabled = !cue || cue.measuring;
  button("stop").hidden = !cue || !cue.measuring;
  button("vote").hidden = !cue || !cue.people || cue.round === 2;
  put("status", "");
  tick();
}

for (const each of document.querySelectorAll("[data-deed]")) {
  each.addEventListener("click", async () => {
    try {
      const answer = await fetch("deed", { method: "POST", body: JSON.stringify(each.dataset.deed) });
      if (!answer.ok) put("status", await answer.text());
    } catch { put("status", "The hall can't be reached. Its lesson goes on."); }
  });
}
const events = new EventSource("events");
events.onmessage = (event) => { cue = JSON.parse(event.data); heard = performance.now(); show(); };
events.onerror = () => {
  put("status", "The hall can't be reached; it is tried again. Its lesson goes on.");
  if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 4000);
};
setInterval(tick, 1000);
