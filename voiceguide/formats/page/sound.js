// The sound of one session on an <audio> element: from its address at once, from memory as soon as
// all of it is there. What it waits for it tells by `tell(word, value)`; "" is nothing.
"use strict";
const PlayerSound = (() => {
  const RETRY = 2000, STILL = 2000; // ms

  const sleep = (ms, signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });

  // Fetch a file, again and again until it is whole; null where the server has no such file.
  const fetchWhole = async (file, { signal, progress, gone }) => {
    let parts = [], have = 0, tag = "";
    const goOn = async () => {
      const headers = have && tag ? { Range: `bytes=${have}-`, "If-Range": tag } : {};
      const answer = await fetch(file, { headers, signal });
      if (answer.status >= 400 && answer.status < 500) return null;
      if (!answer.ok) throw new Error(answer.status);
      if (answer.status !== 206) [parts, have] = [[], 0];
      tag = /^"/.test(answer.headers.get("ETag") ?? "") ? answer.headers.get("ETag") : "";
      const length = Number(answer.headers.get("Content-Length")) || 0;
      const total = length && have + length;
      for (const reader = answer.body.getReader(); ;) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        have += value.length;
        progress(total ? have / total : 0);
      }
      if (have < total) throw new Error("cut off");
      return new Blob(parts, { type: "audio/mpeg" });
    };
    while (!signal.aborted) {
      try { return await goOn(); } catch { if (!signal.aborted) gone(); }
      await sleep(RETRY, signal);
    }
    return null;
  };

  return (audio, { file, duration, signal, isQuiet, tell, changed }) => {
    const local = new URL(file, location.href).protocol === "file:"; // fetch reads no files, and needs not
    let blob = null, url = "", loading = null, share = 0, missing = false, away = false;
    let wanted = null; // ms; a place the element cannot go to yet
    let intends = false; // to play; the element itself stops while its source changes
    let last = { at: -1, since: 0 }, place = 0;

    const position = () => wanted ?? audio.currentTime * 1000;
    const say = () => {
      if (missing) return tell("broken");
      const still = intends && performance.now() - last.since > STILL;
      if (!still && !(away && audio.error)) return tell("");
      if (away) return tell("gone");
      return loading && share < 1 ? tell("loading", Math.floor(share * 100)) : tell("waiting");
    };
    const start = () => {
      if (local || blob || loading) return loading;
      loading = fetchWhole(file, {
        signal,
        progress: (part) => { share = part; away = false; },
        gone: () => { away = true; say(); },
      }).then((whole) => {
        loading = null;
        if (signal.aborted) return;
        away = false;
        missing = !whole && (Boolean(audio.error) || wanted !== null);
        if (whole) { blob = whole; if (!intends || audio.error || wanted !== null) use(whole); }
        say();
      });
      return loading;
    };
    const sounds = () => audio.play().catch((error) => {
      if (error.name === "NotAllowedError") { intends = false; changed(); }
    });
    // From now on the sound comes from memory.
    const use = (whole, at = position()) => {
      if (url) return;
      blob = whole;
      url = URL.createObjectURL(whole);
      const { playbackRate } = audio; // another source would set it back
      audio.src = url;
      audio.playbackRate = playbackRate;
      seek(at);
      if (intends) sounds();
      say();
    };
    const canGo = (ms) => {
      const ranges = audio.seekable;
      return Boolean(ranges.length) && ms / 1000 <= ranges.end(ranges.length - 1) + 0.1;
    };
    const seek = (ms) => {
      place = ms;
      if (blob && !url) return use(blob, ms);
      wanted = null;
      if (audio.readyState && !canGo(ms)) {
        // a server without ranges: it has to come from memory
        wanted = ms;
        audio.pause();
        start();
      } else if (ms || audio.currentTime) audio.currentTime = ms / 1000;
      if (!audio.readyState && ms) wanted = ms;
    };
    const play = () => {
      intends = true;
      last = { at: -1, since: performance.now() };
      if (wanted === null || !audio.readyState) sounds();
      start();
    };
    const pause = () => { intends = false; audio.pause(); if (blob && !url) use(blob); };

    // Called several times a second.
    const watch = () => {
      // not behind a locked screen: a phone may not let another source begin there
      if (blob && !url && !document.hidden && isQuiet(position())) use(blob);
      if (audio.currentTime !== last.at) last = { at: audio.currentTime, since: performance.now() };
      if (intends && wanted === null && !audio.error && audio.readyState) place = position();
      say();
    };
    const recover = () => {
      if (blob && !url) return use(blob, place);
      if (local || url) { missing = true; say(); return undefined; }
      if (place && wanted === null) wanted = place;
      return start();
    };

    const on = (name, work) => audio.addEventListener(name, work, { signal });
    on("loadedmetadata", () => { if (wanted !== null) seek(wanted); });
    on("error", () => { if (audio.getAttribute("src")) recover(); });
    on("playing", () => { missing = false; say(); });
    on("pause", () => { if (wanted === null && !audio.ended) { intends = false; changed(); } });
    on("play", () => { if (!intends) play(); changed(); });
    on("ended", () => {
      if (position() < duration - 1500) recover(); else intends = false;
      changed();
    });
    signal.addEventListener("abort", () => {
      audio.pause();
      audio.removeAttribute("src");
      audio.load();
      if (url) URL.revokeObjectURL(url);
    });
    return {
      position, play, pause, seek, watch, use, start,
      whole: async () => { await start(); return blob; },
      get playing() { return intends; },
      get over() { return audio.ended && position() >= duration - 1500; },
      set source(address) { audio.src = address; },
    };
  };
})();
