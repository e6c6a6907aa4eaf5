"use strict";
// Plays a movie of terminal cells on a canvas. The data: runs of cells that changed, frame by frame; see html.py.
// Without data it is fed by the page around it, and follows what comes until somebody rewinds; see growing_reel.py.
(async () => {
  const $ = (name) => document.querySelector(name);
  const root = document.documentElement;
  async function unpacked(data) {
    const packed = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  }
  const data = $("#movie").textContent.trim(), fed = !data;
  const EMPTY = { columns: 80, rows: 24, length: 0, frames: [], styles: [["#888", "#000", 0]], glyphs: {}, chapters: [], captions: [], fonts: "monospace" };
  const movie = fed ? { ...EMPTY, title: document.title } : await unpacked(data);
  const { styles, glyphs, captions } = movie;
  let { columns, rows, length, frames, chapters } = movie;
  let size = columns * rows, fit = false;

  // ------------------------------------------------------------ cells at a frame
  const EVERY = 100;
  let at = -1;
  let text = new Array(size).fill(" ");
  let style = new Array(size).fill(0);
  let wide = new Array(size).fill(1);
  const kept = new Map();
  const dirty = new Set();

  function put(place, grapheme, look, width) {
    text[place] = grapheme; style[place] = look; wide[place] = width; dirty.add(place);
  }
  function blank() {
    size = columns * rows;
    text = new Array(size).fill(" "); style = new Array(size).fill(0); wide = new Array(size).fill(1);
    dirty.clear();
    fit = true;
  }
  function step() {
    const [, runs, sized, ground] = frames[++at];
    if (sized && (sized[0] !== columns || sized[1] !== rows)) { [columns, rows] = sized; blank(); }
    if (ground) screen.style.background = ground;
    for (let i = 0; i < runs.length; i += 4) {
      let place = runs[i] * columns + runs[i + 1];
      const look = runs[i + 2];
      if (typeof runs[i + 3] === "string") for (const c of runs[i + 3]) put(place++, c, look, 1);
      else for (const [grapheme, width] of runs[i + 3]) {
        put(place++, grapheme, look, width);
        if (width === 2) put(place++, "", look, 0);
      }
    }
    if (at % EVERY === 0 && !kept.has(at)) kept.set(at, [columns, rows, text.slice(), style.slice(), wide.slice()]);
  }
  function go(number) {
    const key = number - (number % EVERY);
    if (number < at || (key > at && kept.has(key))) {
      const known = [...kept.keys()].filter((k) => k <= number).sort((a, b) => b - a)[0];
      const [wideness, height, ...lists] = kept.get(known);
      if (wideness !== columns || height !== rows) { columns = wideness; rows = height; blank(); }
      [text, style, wide] = lists.map((list) => list.slice());
      at = known;
      for (let i = 0; i < size; i++) dirty.add(i);
    }
    while (at < number) step();
  }
  function frameAt(t) {
    let low = 0, high = frames.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (frames[middle][0] <= t * 1000 + 0.5) low = middle; else high = middle - 1;
    }
    return low;
  }

  // ------------------------------------------------------------ drawing
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", movie.title || "concviz");
  const ctx = canvas.getContext("2d", { alpha: false });
  const screen = $(".screen");
  screen.prepend(canvas);
  let w = 10, h = 22, fonts = [];

  function layout() {
    const ratio = window.devicePixelRatio || 1;
    const room = Math.max(screen.clientWidth - 16, 80) * ratio;
    // Cells are whole pixels; 2 to 2.2 times as high as wide, so that little room is lost to the rounding.
    const tall = Math.max(window.innerHeight - 158, 320) * ratio;
    w = Math.max(2, Math.min(Math.floor(room / columns), Math.floor(tall / rows / 2)));
    h = Math.max(w, Math.min(Math.round(w * 2.2), Math.floor(tall / rows)));
    canvas.width = w * columns; canvas.height = h * rows;
    canvas.style.width = canvas.width / ratio + "px"; canvas.style.height = canvas.height / ratio + "px";
    const family = movie.fonts;
    ctx.font = "100px " + family;
    const pixels = (100 * w) / ctx.measureText("0").width;
    fonts = ["", "bold ", "italic ", "italic bold "].map((kind) => kind + pixels.toFixed(3) + "px " + family);
    ctx.textBaseline = "alphabetic";
    for (let i = 0; i < size; i++) dirty.add(i);
    draw();
  }
  // As in atlas.py: coordinates are bent so that the edges of lines fall on whole pixels, and corners meet lines.
  const bent = (knots, snap) => (value) => {
    let i = 1;
    while (i < knots.length - 1 && value > knots[i]) i++;
    const [a, b] = [knots[i - 1], knots[i]];
    return snap(a) + ((snap(b) - snap(a)) * (value - a)) / (b - a);
  };
  const X = (x) => Math.round((x * w) / 10), Y = (y) => Math.round((y * h) / 22);
  const BX = bent([0, 3, 4, 4.5, 5.5, 6, 7, 10], X), BY = bent([0, 9, 10, 10.5, 11.5, 12, 13, 22], Y);
  function shape(part, x, y, look) {
    if (part[0] === 0) {
      const [, x0, y0, x1, y1] = part;
      ctx.fillRect(x + X(x0), y + Y(y0), Math.max(X(x1) - X(x0), 1), Math.max(Y(y1) - Y(y0), 1));
    } else if (part[0] === 1) {
      ctx.beginPath();
      for (let i = 1; i < part.length; i += 2) ctx.lineTo(x + BX(part[i]), y + BY(part[i + 1]));
      ctx.fill("evenodd");
    } else {
      ctx.globalAlpha = part[1]; ctx.fillRect(x, y, w, h);
      ctx.globalAlpha = (part[2] - part[1]) / (1 - part[1]);
      const dot = Math.max(1, Math.round(w / 10));
      for (let i = 0; i < h; i += dot) for (let j = (i / dot) % 2 ? dot : 0; j < w; j += 2 * dot)
        ctx.fillRect(x + j, y + i, Math.min(dot, w - j), Math.min(dot, h - i));
      ctx.globalAlpha = 1;
    }
  }
  function cell(place) {
    const width = wide[place];
    if (!width) return;
    const x = (place % columns) * w, y = Math.floor(place / columns) * h;
    const [ink, ground, flags] = styles[style[place]];
    ctx.fillStyle = ground; ctx.fillRect(x, y, w * width, h);
    const grapheme = text[place];
    ctx.fillStyle = ink;
    if (flags & 4) ctx.fillRect(x, y + Y(19), w * width, Math.max(1, Math.round(w / 10)));
    if (grapheme === " ") return;
    const parts = glyphs[grapheme];
    if (parts) { for (const part of parts) shape(part, x, y); return; }
    ctx.save();
    ctx.beginPath(); ctx.rect(x, y, w * width, h); ctx.clip();
    ctx.font = fonts[flags & 3];
    ctx.fillText(grapheme, x, y + (h * 17) / 22, w * width);
    ctx.restore();
  }
  function draw() {
    if (fit) { fit = false; layout(); return; }
    for (const place of dirty) cell(place);
    dirty.clear();
  }

  // ------------------------------------------------------------ time
  // Numbers of the first frame that is here, and of the first that there is.
  let first = 0, oldest = 0;
  let t = 0, playing = false, live = fed, speed = 1, last = 0, caption = null, chapter = null;
  const bar = $(".bar input"), clock = $(".time"), button = $(".play"), words = $("figcaption");
  const now = $(".now");
  const two = (n) => String(Math.floor(n)).padStart(2, "0");
  const show = (s) => (s >= 3600 ? Math.floor(s / 3600) + ":" : "") + two(s / 60 % 60) + ":" + two(s % 60);
  function tell(what) {
    if (window.parent !== window) window.parent.postMessage({ concviz: what, t, length, playing, first }, "*");
  }
  function seek(to) {
    t = Math.min(Math.max(Number.isFinite(to) ? to : 0, 0), length);
    if (!frames.length) return;
    if (t * 1000 < frames[0][0] && first > oldest) tell("earlier");
    go(frameAt(t)); draw();
    bar.value = t; bar.setAttribute("aria-valuetext", show(t)); clock.textContent = show(t) + " / " + show(length);
    const said = captions.filter((c) => c[0] <= t && t < c[1]).map((c) => c[2]).pop() || "";
    if (said !== caption) words.textContent = caption = said;
    const here = chapters.filter((c) => c[0] <= t + 0.001).length - 1;
    if (here !== chapter) {
      chapter = here;
      document.querySelectorAll(".chapters button").forEach((b, i) => i === here ? b.setAttribute("aria-current", "true") : b.removeAttribute("aria-current"));
    }
  }
  function tick(time) {
    if (!playing) return;
    seek(t + (Math.max(time - last, 0) / 1000) * speed);
    last = time;
    if (t < length) requestAnimationFrame(tick); else if (fed) follow(); else pause();
  }
  function label() {
    button.textContent = playing || live ? "Pause" : "Play";
    now.setAttribute("aria-pressed", String(live));
    root.classList.toggle("playing", playing || live);
  }
  function play() {
    if (playing || live) return;
    if (t >= length) { if (fed) { follow(); return; } seek(0); }
    playing = true; last = performance.now(); root.classList.add("moved");
    label(); tell("play");
    requestAnimationFrame(tick);
  }
  function pause() { playing = live = false; label(); tell("pause"); }
  function follow() { live = true; playing = false; label(); seek(length); }
  function jump(to) {
    root.classList.add("moved");
    if (live) { live = false; label(); }
    seek(to); tell("seek");
  }
  function next(way) {
    const found = way > 0 ? chapters.find((c) => c[0] > t + 0.05) : chapters.filter((c) => c[0] < t - 0.6).pop();
    jump(found ? found[0] : way > 0 ? length : 0);
  }

  // ------------------------------------------------------------ controls
  const toggle = () => (playing || live ? pause() : play());
  button.onclick = canvas.onclick = $(".start").onclick = toggle;
  now.onclick = follow;
  bar.oninput = () => jump(Number(bar.value));
  $(".speed").onchange = (event) => { speed = Number(event.target.value); };
  $(".captions").onclick = (event) => {
    const off = root.classList.toggle("uncaptioned");
    event.target.setAttribute("aria-pressed", String(!off));
  };
  $(".theme").onclick = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };
  function mark() {
    document.querySelectorAll(".chapters button").forEach((b, i) => { b.onclick = () => jump(chapters[i][0]); });
    document.querySelectorAll(".bar i").forEach((mark) => mark.remove());
    for (const [when] of chapters) {
      const mark = document.createElement("i");
      mark.style.left = `calc(8px + (100% - 16px) * ${length ? when / length : 0})`;
      $(".bar").append(mark);
    }
  }
  const keys = {
    " ": toggle, k: toggle, "[": () => next(-1), "]": () => next(1), Home: () => jump(0), End: () => jump(length),
    ArrowLeft: (event) => jump(t - (event.shiftKey ? 10 : 1)), ArrowRight: (event) => jump(t + (event.shiftKey ? 10 : 1)),
    "<": () => faster(-1), ">": () => faster(1),
  };
  function faster(way) {
    const list = $(".speed");
    list.selectedIndex = Math.min(Math.max(list.selectedIndex + way, 0), list.options.length - 1);
    speed = Number(list.value);
  }
  addEventListener("keydown", (event) => {
    const action = keys[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "SELECT") return;
    if (event.key === " " && event.target.tagName === "BUTTON") return;
    event.preventDefault();
    action(event);
  });
  // After a click with the mouse space plays again; who went there with the keyboard keeps the focus.
  addEventListener("pointerup", (event) => { if (event.target.tagName === "BUTTON") event.target.blur(); });
  addEventListener("message", (event) => {
    const asked = event.data;
    if (!asked || typeof asked !== "object") return;
    if (asked.concviz === "play") play();
    else if (asked.concviz === "pause") pause();
    else if (asked.concviz === "seek" && Number.isFinite(asked.t)) jump(asked.t);
    else if (fed && event.source === window.parent && Array.isArray(asked.frames)) feed(asked.frames, asked.concviz === "earlier");
  });

  // ------------------------------------------------------------ a movie that grows
  function learn(told) {
    if (told.styles) styles.splice(told.from, told.styles.length, ...told.styles);
    Object.assign(glyphs, told.glyphs);
    if (told.hello) { oldest = told.oldest; if (movie.fonts !== told.fonts) { movie.fonts = told.fonts; fit = true; } }
    if (!told.chapters) return;
    chapters = told.chapters.map(([ms, title]) => [ms / 1000, title]);
    chapter = null;
    $(".chapters").replaceChildren(...chapters.map(([when, title]) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.textContent = `${show(when)} ${title}`;
      item.append(button);
      return item;
    }));
  }
  function forget() { at = -1; kept.clear(); }
  function grown(told) {
    learn(told);
    if (told.hello || told.n < first + frames.length) return;
    const frame = [told.t, told.runs, told.size, told.ground];
    // After a gap there is a whole picture; what was missed is fetched again by who rewinds to it.
    if (told.n > first + frames.length || !frames.length) { frames = [frame]; first = told.n; forget(); } else frames.push(frame);
    length = told.t / 1000;
  }
  function led(list) {
    const frames_before = list.filter((told) => told.n < first).map((told) => [told.t, told.runs, told.size, told.ground]);
    if (!frames_before.length) { oldest = first; return; }
    frames = frames_before.concat(frames);
    first = list[0].n;
    forget();
  }
  let fed_until = Promise.resolve();
  function feed(list, earlier) {
    fed_until = fed_until.then(async () => {
      const told = await Promise.all(list.map(unpacked));
      if (earlier) led(told); else told.forEach(grown);
      bar.max = length;
      mark();
      seek(live ? length : t);
    });
  }
  if (!captions.length) { root.classList.add("quiet"); $(".captions").hidden = true; }
  bar.max = length;
  mark();
  if (fed) { root.classList.add("fed", "moved"); label(); } else go(0);
  root.classList.add("js");
  layout();
  seek(0);
  new ResizeObserver(layout).observe(screen);
  addEventListener("resize", layout);
  if (document.fonts) document.fonts.ready.then(layout);
  tell("ready");
})();
