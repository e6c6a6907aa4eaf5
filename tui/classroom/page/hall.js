"use strict";
// The hall's screen in a frame: the player of concviz's html export, fed with what comes through the answer that the page keeps open.
const follow = at("follow");
let player = null, ready = false, waiting = [], fetching = false;

function feed(frame) {
  if (!player) return;
  waiting.push(frame);
  if (!ready) return;
  player.contentWindow.postMessage({ concviz: "grow", frames: waiting }, location.origin);
  waiting = [];
}

async function fetch_before(number) {
  if (fetching) return;
  fetching = true;
  try {
    const answer = await fetch(`before/${number}`);
    if (!answer.ok || !player) return;
    const text = await answer.text();
    player.contentWindow.postMessage({ concviz: "earlier", frames: text ? text.split("\n") : [] }, location.origin);
  } catch { /* who rewinds again asks again */ } finally { fetching = false; }
}

addEventListener("message", (event) => {
  if (!player || event.source !== player.contentWindow || event.origin !== location.origin) return;
  if (event.data.concviz === "ready") { ready = true; listen("events?hall"); }
  if (event.data.concviz === "earlier") fetch_before(event.data.first);
});

follow.addEventListener("click", () => {
  follow.setAttribute("aria-expanded", String(!player));
  follow.textContent = player ? "Follow it here" : "Follow it no longer";
  if (player) {
    player.remove();
    player = null;
    listen("events");
    return;
  }
  ready = false;
  waiting = [];
  player = document.createElement("iframe");
  player.title = "The hall's screen";
  player.src = "hall.html";
  at("hall").append(player);
});
listen("events");
