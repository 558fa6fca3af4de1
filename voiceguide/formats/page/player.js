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
  const { clock, fill, drawParts, drawMarks, chapterItem, fit } = PlayerFace;

  // `root` is the <section> of parts.html, `audio` the element that sounds.
  const mount = (root, audio, { episodes, labels: everyLanguage, album, onclose }) => {
    const ending = new AbortController();
    const { signal } = ending;
    const find = (name) => root.querySelector(name);
    const on = (target, name, work) => target.addEventListener(name, work, { signal });
    const seekBar = find(".seek");
    let episode = null, labels = {}, sound = null, soundEnding = null, seeking = false;
    const attend = PlayerAttend(find(".programme"), signal);
    let shown = {}, record = null, notice = [""], timer = 0, saved = 0;

    // Showing it. Only what has changed is written.

    const set = (name, value, write) => {
      if (shown[name] === value) return;
      shown[name] = value;
      write(value);
    };
    const put = (name, value) => set(name, value, () => { find(name).textContent = value; });
    const putFitting = (name, value) => set(name, value, () => { find(name).textContent = value; fit(find(name)); });

    const showCount = ({ word, from, to, rep }, ms) => {
      const left = Math.ceil((to - ms) / 1000);
      const held = word === "hold" || word === "rest";
      const digits = sound.over ? "✓" : rep ? String(rep[3]) : held && left < 60 ? String(left) : clock(left * 1000);
      put(".left", digits);
      put(".what", sound.over ? "" : labels[word]); // the panel beside it says that it is done
      put(".below", rep ? fill(labels.of, rep.count) : held ? labels.still : "");
      set("long", digits.length > 3, (long) => find(".left").classList.toggle("long", long));
      set("word", word, () => { root.dataset.now = word; });
      const part = to > from ? (to - ms) / (to - from) : 1;
      find(".arc").style.strokeDashoffset = String(100 - 100 * Math.min(1, Math.max(0, part)));
      find(".arc").style.opacity = part > 0 ? 1 : 0; // an arc of no length still leaves a hair
    };

    const showParts = ({ parts }, ms) => {
      set("parts", parts, () => { drawParts(find(".parts"), parts); shown.part = undefined; });
      const done = parts.filter(([, end]) => end <= ms).length;
      set("part", done, () => [...find(".parts").children].forEach((part, n) => {
        part.classList.toggle("done", n < done);
        part.classList.toggle("current", n === done);
      }));
    };

    const show = () => {
      if (!episode) return;
      const ms = sound.position();
      const now = PlayerMoment.at(episode, ms);
      const started = ms > 0 || sound.playing;
      showCount(now.count, ms);
      showParts(now, ms);
      putFitting(".chapter", episode.chapters[now.heading]?.[1] ?? "");
      put(".side", now.side ? labels[now.side] : "");
      const next = episode.chapters[now.heading + 1];
      putFitting(".next", next ? `${labels.next}: ${next[1]}` : "");
      const waits = !sound.playing && record.at > 0 && record.at === Math.round(ms);
      putFitting(".cue", waits ? fill(labels.resume, clock(ms)) : started ? now.cue : labels.start);
      set("side", now.side, (side) => { root.dataset.side = side; });
      set("said", started && !now.saying && !waits, (said) => find(".cue").classList.toggle("said", said));
      set("second", Math.floor(ms / 1000), () => showPosition(ms));
      set("chapter", now.chapter, (chapter) => { markChapter(chapter); tellSystem(); });
    };

    const showPosition = (ms) => {
      put(".elapsed", clock(ms));
      put(".remaining", fill(labels.to_go, clock(episode.duration - ms)));
      if (!seeking) seekBar.value = ms;
      seekBar.style.setProperty("--at", seekBar.value / episode.duration);
      seekBar.setAttribute("aria-valuetext", `${clock(ms)} / ${clock(episode.duration)}`);
    };

    const markChapter = (chapter) => {
      root.querySelectorAll(".chapters a").forEach((link, n) => {
        if (n === chapter) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    };

    const putNotice = ([word, value]) => {
      find(".notice").textContent = word && fill(labels[word], value);
      find(".notice").classList.toggle("bad", ["gone", "broken", "no_room"].includes(word));
    };
    const tell = (...told) => set("tell", told.join(" "), () => { notice = told; putNotice(told); });
    const tellBriefly = (...told) => {
      putNotice(told);
      setTimeout(() => putNotice(notice), 4000);
    };

    // Moving.

    const jump = (ms) => {
      sound.seek(Math.min(Math.max(ms, 0), episode.duration - 50));
      running();
    };
    const skip = (seconds) => jump(sound.position() + seconds * 1000);
    const play = () => { if (sound.over) jump(0); sound.play(); running(); };
    const pause = () => { sound.pause(); running(); };
    const toggle = () => (sound.playing ? pause() : play());
    const jumpChapter = (by) => {
      const ms = sound.position();
      const { chapter } = PlayerMoment.at(episode, ms);
      // going back within a chapter leads to its start first, as players do
      const back = by < 0 && ms - (episode.chapters[chapter]?.[0] ?? 0) > 3000 ? 0 : by;
      const to = episode.chapters[Math.max(0, chapter + back)];
      if (to) jump(to[0]);
    };

    // What was done.

    const save = () => {
      if (!record?.touched) return;
      saved = performance.now();
      record.save(sound.over ? 0 : sound.position());
    };
    const counted = (name, n) => (n === 1 ? labels[`${name}_1`] : fill(labels[`${name}_n`], n));
    const finish = () => {
      find(".did").replaceChildren(...record.facts().map(([name, n]) => {
        const item = document.createElement("li");
        item.textContent = counted(name, n);
        return item;
      }));
      save();
      const week = record.counts() ? PlayerStore.finish(episode.id) : 0;
      find(".week").textContent = week ? counted("week", week) : "";
      attend.finish(episode.attending, labels, record.counts());
      record.restart();
      find(".finish").hidden = false;
    };
    const again = () => { jump(0); play(); };
    const another = () => {
      if (episodes.length > 1) choose((episodes.indexOf(episode) + 1) % episodes.length, true);
      else leave();
    };

    // Keeping it on this device.

    const keepButton = find(".keep");
    const showKept = (kept) => keepButton.setAttribute("aria-pressed", String(kept));
    const toggleKept = async () => {
      const one = episode;
      try {
        if (keepButton.getAttribute("aria-pressed") === "true") {
          await PlayerStore.drop(one.id);
          showKept(false);
          return;
        }
        if (!sound.playing) tellBriefly("loading", 0);
        const blob = await sound.whole();
        if (!blob || signal.aborted) return;
        const { spans, said, parts, ...plain } = one;
        await PlayerStore.keep({ id: one.id, version: one.version, blob, episode: plain });
        await keepPage(one);
        if (one === episode) { showKept(true); tellBriefly("kept"); }
      } catch { tellBriefly("no_room"); }
    };
    // The page for it goes into the browser's cache, and its address into the address bar: that is
    // what a bookmark or a tab that is restored opens, also when the computer is off.
    const keepPage = async (one) => {
      if (!one.page) return;
      await fetch(one.page, { cache: "reload" });
      if (one === episode && !onclose) history.replaceState(null, "", one.page);
    };
    const takeKept = async (one) => {
      const kept = await PlayerStore.kept(one.id);
      if (signal.aborted || one !== episode) return;
      const same = kept && kept.version === one.version;
      if (kept && !same) PlayerStore.drop(one.id); // the session was built anew
      showKept(Boolean(same));
      if (same) sound.use(kept.blob);
      renew(one);
    };
    // A page out of the browser's cache may show a session that was built anew since: where the
    // computer is on, it is asked.
    const renew = async (one) => {
      if (!one.page || new URL(one.page, location).pathname !== location.pathname) return;
      try {
        const now = await (await fetch("player.json", { cache: "no-store", signal })).json();
        if (now.version !== one.version && !sound.playing) location.reload();
      } catch { /* it is off, which is what the page was kept for */ }
    };

    // One session.

    const relabel = (language) => {
      labels = everyLanguage[language] ?? everyLanguage.en ?? Object.values(everyLanguage)[0];
      root.lang = everyLanguage[language] ? language : "en";
      for (const place of root.querySelectorAll("[data-word]")) place.textContent = labels[place.dataset.word];
      for (const place of root.querySelectorAll("[data-label]")) {
        place.setAttribute("aria-label", labels[place.dataset.label]);
        if (place.localName !== "input") place.title = labels[place.dataset.label];
      }
    };

    const choose = (number, start, from) => {
      save();
      soundEnding?.abort();
      episode = PlayerMoment.prepare(episodes[number]);
      shown = {};
      const before = PlayerStore.left(episode.id, episode.duration);
      const at = from ?? (before?.at > 10_000 && before.at < episode.duration - 15_000 ? before.at : 0);
      record = PlayerRecord(episode, at, at ? before : null);
      relabel(episode.words);
      seekBar.max = episode.duration;
      drawMarks(find(".marks"), episode);
      root.setAttribute("aria-label", episode.title);
      find(".bar .player-title").textContent = episode.title;
      for (const name of [".cue", ".chapter"]) find(name).lang = episode.language;
      find(".chapters").replaceChildren(...episode.chapters.map((_, n) => chapterItem(episode, n)));
      root.querySelectorAll(".episodes a").forEach((link, n) => {
        if (n === number) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
        const left = PlayerStore.left(episodes[n].id, episodes[n].duration);
        link.querySelector(".resume").textContent = left?.at && n !== number ? fill(labels.resume_at, clock(left.at)) : "";
      });
      find(".finish").hidden = true;
      soundEnding = new AbortController();
      sound = PlayerSound(audio, {
        file: episode.file, duration: episode.duration, signal: soundEnding.signal, tell,
        isQuiet: (ms) => PlayerMoment.isQuiet(episode, ms, 800 * audio.playbackRate), changed: () => running(),
      });
      if (audio.getAttribute("src") !== episode.file || audio.error) sound.source = episode.file;
      if (at) sound.seek(at);
      showKept(false);
      takeKept(episode);
      show();
      if (start) play();
    };

    // The lock screen, the buttons of headphones, and the screen itself.

    const system = PlayerSystem({
      play, pause,
      seekbackward: (event) => skip(-(event.seekOffset ?? 10)),
      seekforward: (event) => skip(event.seekOffset ?? 10),
      seekto: (event) => jump(event.seekTime * 1000),
      previoustrack: () => jumpChapter(-1),
      nexttrack: () => jumpChapter(1),
    });
    const tellSystem = () => system.tell({
      title: episode.chapters[shown.chapter]?.[1] ?? episode.title, artist: episode.title, album, cover: episode.cover,
    });
    const tellPosition = () => system.place(audio.duration, audio.playbackRate, sound.position() / 1000);

    // Wiring.

    const tick = () => {
      sound.watch();
      if (sound.playing && !audio.paused) record.listen(sound.position(), audio.playbackRate);
      show();
      if (performance.now() - saved > 5000) save();
    };
    let wasOver = false;
    const running = () => {
      const yes = sound.playing;
      if (yes) { record.touched = true; record.at = 0; }
      if (sound.over && !wasOver) { record.listen(sound.position(), audio.playbackRate); finish(); }
      wasOver = sound.over;
      if (!wasOver) find(".finish").hidden = true;
      root.classList.toggle("playing", yes);
      const button = find(".button-play");
      button.dataset.label = yes ? "pause" : "play";
      button.title = labels[button.dataset.label];
      button.setAttribute("aria-label", button.title);
      clearInterval(timer);
      if (yes) timer = setInterval(tick, 200);
      system.state(yes);
      if (!yes) save();
      tellPosition();
      show();
    };
    for (const name of ["timeupdate", "seeked"]) on(audio, name, show);
    for (const name of ["seeked", "loadedmetadata", "ratechange"]) on(audio, name, tellPosition);
    on(document, "visibilitychange", () => { system.state(sound.playing); save(); });
    on(window, "pagehide", save);

    on(seekBar, "pointerdown", () => { seeking = true; });
    on(seekBar, "change", () => { seeking = false; jump(Number(seekBar.value)); });
    on(seekBar, "input", () => {
      if (seeking) seekBar.style.setProperty("--at", seekBar.value / episode.duration);
      else jump(Number(seekBar.value));
    });
    const buttons = {
      ".button-play": toggle,
      ".button-back": () => skip(-10),
      ".button-forward": () => skip(10),
      ".button-previous": () => jumpChapter(-1),
      ".button-following": () => jumpChapter(1),
      ".keep": toggleKept,
      ".again": again,
      ".another": another,
    };
    for (const [name, work] of Object.entries(buttons)) on(find(name), "click", work);
    on(root, "click", (event) => {
      const link = event.target.closest("[data-start], [data-episode], .close");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.matches(".close") && !onclose) return; // it is a link
      event.preventDefault();
      if (link.matches(".close")) return leave();
      if (link.dataset.episode) choose(Number(link.dataset.episode), true);
      else { jump(Number(link.dataset.start)); play(); }
      if (root.getBoundingClientRect().top < 0) root.scrollIntoView();
    });
    on(document, "keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target.closest("input, select, textarea, button, a, summary")) return;
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === " ") toggle();
      else if (step && event.shiftKey) jumpChapter(step);
      else if (step) skip(10 * step);
      else return;
      event.preventDefault();
    });
    const refit = new ResizeObserver(() => { for (const name of [".chapter", ".cue", ".next"]) fit(find(name)); });

    const close = () => {
      if (signal.aborted) return;
      save();
      clearInterval(timer);
      refit.disconnect();
      soundEnding?.abort();
      ending.abort();
      system.close();
    };
    const leave = () => {
      const address = find(".close").href;
      if (!onclose) { if (address) location.href = address; return; }
      window.voiceguidePlayer.close();
    };

    for (const name of [".face", ".controls", ".keys"]) find(name).hidden = false;
    if (onclose) find(".close").href = "#"; // a link without an address no key would reach
    find(".another").hidden = !onclose && !find(".close").href && episodes.length < 2;
    keepButton.hidden = !window.indexedDB || new URL(episodes[0].file, location.href).protocol === "file:";
    audio.controls = false;
    root.classList.add("ready");
    refit.observe(find(".face"));
    return { choose, close, running };
  };

  let open = null; // what open() has on the page: {player, root, onclose}
  const close = () => {
    const was = open;
    open = null;
    was?.player.close();
    was?.root.remove();
    was?.onclose?.();
  };
  const words = () => JSON.parse(document.getElementById("player-words").textContent);
  window.voiceguidePlayer = {
    open({ audio, container, id, src, timeline, title, cover, language, album, from, onclose }) {
      close();
      const root = document.getElementById("player-template").content.firstElementChild.cloneNode(true);
      container.replaceChildren(root);
      const one = PlayerMoment.fromTimeline(timeline);
      const episode = {
        version: "", ...one, id, file: src, title: title ?? one.title, cover: cover ?? one.cover ?? null,
        language: language ?? one.language, words: language ?? one.words,
      };
      const player = mount(root, audio, {
        episodes: [episode], labels: words(), album: album ?? "voiceguide", onclose: onclose ?? (() => {}),
      });
      open = { player, root, onclose };
      player.choose(0, true, from);
    },
    close,
    played: PlayerStore.played,
  };

  const root = document.getElementById("player");
  if (!root) return;
  const data = JSON.parse(document.getElementById("player-data").textContent);
  const player = mount(root, root.querySelector("audio"), data);
  // the one that was left in the middle, if it is here
  const last = PlayerStore.played()[0];
  const number = data.episodes.findIndex((one) => last?.at && one.id === last.id);
  player.choose(Math.max(0, number), false);
  player.running();
})();
