// Plays a session in one <audio> element and shows what to do now.
// Everything is computed from the position of the sound: nothing here keeps time of its own.
//
// Two ways lead to it. A page that is made for sessions has `player(...)` of parts.html in it, and
// the player takes that over when it loads. Any other page of ours has `player_parts()` of
// parts.html (a <template> and the words of all languages), player.css and this script, and calls:
//
//   window.voiceguidePlayer.open({
//     audio,      // the <audio> of the page, already unlocked by a tap. It is moved nowhere, its
//                 // events are listened to until close(); its src and position are the player's
//     container,  // an empty element; the player is put into it and is as high as the window
//     id,         // of the session: position, counts and what is kept are remembered under it
//     src,        // the address of the MP3
//     timeline,   // GET /sessions/ID/player.json, parsed; or the public timeline JSON
//     title,      // each of the rest may be left out where `timeline` has it (player.json does)
//     cover,      // address of the picture, or null
//     language,   // of the session: "de"; the player speaks it as far as lang/ does
//     album,      // what lock screens show above it; "voiceguide"
//     from,       // ms to begin at; left out: where this session was left
//     onclose,    // called after close() and when the person closes it or wants another session
//   })            // -> nothing; it plays at once. A player that is open is closed first
//   window.voiceguidePlayer.close()   // stops, takes the player out of the container
//   window.voiceguidePlayer.played()  // [{id, title, at, duration, when, times}], the last one first:
//                                     // at and duration in ms, at is 0 after the end; when in ms since
//                                     // 1970; times: how often it was heard to the end
//
// localStorage has it under "voiceguide.played". Without `open`, nothing is fetched and no sound made.
"use strict";
(() => {
  const root = document.getElementById("player");
  if (!root) return;
  const { episodes, labels } = JSON.parse(document.getElementById("player-data").textContent);
  const find = (name) => root.querySelector(name);
  const audio = find("audio");
  const seek = find(".seek");
  const [START, END, KIND, WHAT, , SIDE] = [0, 1, 2, 3, 4, 5];
  let episode = episodes[0];
  let shown = {};

  // What goes on at a time, in milliseconds from the start of the session.

  const lastBefore = (rows, ms, start) => {
    let low = 0, high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (start(rows[middle]) <= ms) low = middle + 1; else high = middle;
    }
    return low - 1;
  };

  const countReps = (events) => {
    let series = [];
    const finish = () => { for (const row of series) row.count = series.length; series = []; };
    for (const row of events) {
      if (row[KIND] !== "rep") continue;
      if (series.length && row[WHAT] <= series.at(-1)[WHAT]) finish();
      series.push(row);
    }
    finish();
  };

  const prepare = (one) => {
    if (one.spans) return;
    countReps(one.events);
    one.said = one.events.filter((row) => row[KIND] === "say");
    one.spans = one.events.filter((row) => row[KIND] !== "say");
  };

  const stateAt = (one, ms) => {
    const chapter = lastBefore(one.chapters, ms, (mark) => mark[0]);
    const from = chapter < 0 ? 0 : one.chapters[chapter][0];
    const event = one.events[lastBefore(one.events, ms, (row) => row[START])];
    const cue = one.said[lastBefore(one.said, ms, (row) => row[START])];
    const reached = lastBefore(one.spans, ms, (row) => row[START]);
    let span = null;
    for (let n = reached; n >= 0 && n > reached - 12 && !span; n--) {
      if (ms < one.spans[n][END]) span = one.spans[n];
    }
    return {
      chapter,
      span,
      side: (span ?? (event && event[START] >= from ? event : null))?.[SIDE] ?? "",
      cue: cue && cue[START] >= from ? cue : null,
      saying: Boolean(cue) && ms < cue[END],
    };
  };

  // Showing it.

  const clock = (ms) => {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const two = (n) => String(n).padStart(2, "0");
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };

  const fill = (text, ...values) => values.reduce((all, value) => all.replace("{}", value), text);

  // Writes to the page only what has changed.
  const set = (name, value, write) => {
    if (shown[name] === value) return;
    shown[name] = value;
    write(value);
  };
  const put = (name, value) => set(name, value, () => { find(name).textContent = value; });

  const showSpan = (span, ms) => {
    const left = span ? Math.ceil((span[END] - ms) / 1000) : 0;
    const isRep = span?.[KIND] === "rep";
    put(".left", !span ? "" : isRep ? String(span[WHAT]) : left < 60 ? String(left) : clock(left * 1000));
    put(".what", !span ? "" : isRep ? fill(labels.rep, span[WHAT], span.count) : labels[span[KIND]]);
    const part = span ? (span[END] - ms) / (span[END] - span[START]) : 0;
    find(".arc").style.strokeDashoffset = String(100 - 100 * Math.min(1, Math.max(0, part)));
  };

  const show = () => {
    const ms = audio.currentTime * 1000;
    const now = stateAt(episode, ms);
    const next = episode.chapters[now.chapter + 1];
    const started = ms > 0 || !audio.paused;
    showSpan(now.span, ms);
    put(".chapter", episode.chapters[now.chapter]?.[1] ?? "");
    put(".side", now.side ? labels[now.side] : "");
    put(".next", next ? `${labels.next}: ${next[1]}` : "");
    put(".cue", audio.ended ? labels.done : !started ? labels.start : now.cue?.[WHAT] ?? "");
    set("span", Boolean(now.span), (on) => find(".arc").classList.toggle("off", !on));
    set("side", now.side, (side) => { root.dataset.side = side; });
    set("said", !now.saying, (said) => find(".cue").classList.toggle("said", said && started));
    set("second", Math.floor(ms / 1000), () => showPosition(ms));
    set("chapter", now.chapter, (chapter) => { markChapter(chapter); tellSystem(); });
  };

  const showPosition = (ms) => {
    put(".elapsed", clock(ms));
    put(".remaining", fill(labels.to_go, clock(episode.duration - ms)));
    if (!seeking) seek.value = ms;
    seek.setAttribute("aria-valuetext", `${clock(ms)} / ${clock(episode.duration)}`);
  };

  const markChapter = (chapter) => {
    root.querySelectorAll(".chapters a").forEach((link, n) => {
      if (n === chapter) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };

  // Moving.

  const jump = (ms) => {
    audio.currentTime = Math.min(Math.max(ms, 0), episode.duration - 50) / 1000;
    show();
  };
  const skip = (seconds) => jump((audio.currentTime + seconds) * 1000);
  const play = () => audio.play().catch(() => {});
  const toggle = () => (audio.paused ? play() : audio.pause());
  const jumpChapter = (by) => {
    const ms = audio.currentTime * 1000;
    const { chapter } = stateAt(episode, ms);
    // going back within a chapter leads to its start first, as players do
    const back = by < 0 && ms - (episode.chapters[chapter]?.[0] ?? 0) > 3000 ? 0 : by;
    const to = episode.chapters[Math.max(0, chapter + back)];
    if (to) jump(to[0]);
  };

  const choose = (number, start) => {
    episode = episodes[number];
    prepare(episode);
    shown = {};
    if (audio.getAttribute("src") !== episode.file) audio.src = episode.file;
    seek.max = episode.duration;
    find(".player-title").textContent = episode.title;
    for (const name of [".cue", ".chapter", ".next"]) find(name).lang = episode.language;
    find(".chapters").replaceChildren(...episode.chapters.map(chapterItem));
    root.querySelectorAll(".episodes a").forEach((link, n) => {
      if (n === number) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    find(".problem").hidden = true;
    show();
    if (start) play();
  };

  const chapterItem = ([start, title]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const [at, name] = [document.createElement("span"), document.createElement("span")];
    at.className = "at";
    at.textContent = clock(start);
    name.lang = episode.language;
    name.textContent = title;
    link.href = `${episode.file}#t=${Math.floor(start / 1000)}`;
    link.dataset.start = start;
    link.append(at, " ", name);
    item.append(link);
    return item;
  };

  // The lock screen.

  const system = navigator.mediaSession;
  const handle = (action, work) => {
    try { system.setActionHandler(action, work); } catch { /* this browser does not know it */ }
  };
  const picture = () => {
    const where = episode.cover ? new URL(episode.cover, document.baseURI) : null;
    return where?.protocol.startsWith("http") ? [{ src: where.href }] : []; // no lock screen reads file:
  };
  const tellSystem = () => {
    if (!system || !window.MediaMetadata) return;
    const chapter = episode.chapters[shown.chapter]?.[1];
    system.metadata = new MediaMetadata({
      title: chapter ?? episode.title,
      artist: episode.title,
      artwork: picture(),
    });
    tellPosition();
  };
  const tellPosition = () => {
    if (!system?.setPositionState || !Number.isFinite(audio.duration)) return;
    const position = Math.min(audio.currentTime, audio.duration);
    system.setPositionState({ duration: audio.duration, playbackRate: audio.playbackRate, position });
  };
  if (system) {
    handle("play", play);
    handle("pause", () => audio.pause());
    handle("seekbackward", (event) => skip(-(event.seekOffset ?? 10)));
    handle("seekforward", (event) => skip(event.seekOffset ?? 10));
    handle("seekto", (event) => jump(event.seekTime * 1000));
    handle("previoustrack", () => jumpChapter(-1));
    handle("nexttrack", () => jumpChapter(1));
  }

  // Keeping the screen on while it plays, where the browser lets a page do that.

  let lock = null;
  const keepAwake = async () => {
    if (audio.paused || document.hidden || !navigator.wakeLock) return;
    try { lock = await navigator.wakeLock.request("screen"); } catch { /* battery saver */ }
  };
  const letSleep = () => { lock?.release(); lock = null; };

  // Wiring.

  let timer = 0;
  let seeking = false;
  const running = () => {
    const on = !audio.paused && !audio.ended;
    root.classList.toggle("playing", on);
    const label = on ? labels.pause : labels.play;
    find(".button-play").setAttribute("aria-label", label);
    find(".button-play").title = label;
    clearInterval(timer);
    if (on) timer = setInterval(show, 200);
    if (on) keepAwake(); else letSleep();
    if (system) system.playbackState = on ? "playing" : "paused";
    tellPosition();
    show();
  };
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, running);
  for (const name of ["timeupdate", "seeked"]) audio.addEventListener(name, show);
  for (const name of ["seeked", "loadedmetadata", "ratechange"]) audio.addEventListener(name, tellPosition);
  audio.addEventListener("error", () => { find(".problem").hidden = false; });
  audio.addEventListener("playing", () => { find(".problem").hidden = true; });
  document.addEventListener("visibilitychange", keepAwake);

  seek.addEventListener("pointerdown", () => { seeking = true; });
  seek.addEventListener("change", () => { seeking = false; jump(Number(seek.value)); });
  seek.addEventListener("input", () => { if (!seeking) jump(Number(seek.value)); });
  const buttons = {
    play: toggle,
    back: () => skip(-10),
    forward: () => skip(10),
    previous: () => jumpChapter(-1),
    following: () => jumpChapter(1),
  };
  for (const [name, work] of Object.entries(buttons)) {
    find(`.button-${name}`).addEventListener("click", work);
  }
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-start], [data-episode]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.episode) choose(Number(link.dataset.episode), true);
    else { jump(Number(link.dataset.start)); play(); }
    if (root.getBoundingClientRect().top < 0) root.scrollIntoView();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, button, a, summary")) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === " ") toggle();
    else if (step && event.shiftKey) jumpChapter(step);
    else if (step) skip(10 * step);
    else return;
    event.preventDefault();
  });

  for (const name of [".stage", ".controls", ".keys"]) find(name).hidden = false;
  audio.controls = false;
  root.classList.add("ready");
  choose(0, false);
})();
