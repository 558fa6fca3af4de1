// How things look that the player shows: a time, a ring of parts, a text in its place.
"use strict";
const PlayerFace = (() => {
  const clock = (ms) => {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const two = (n) => String(n).padStart(2, "0");
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };
  const fill = (text, ...values) => values.reduce((all, value) => all.replace("{}", value), text);

  const drawParts = (ring, parts) => {
    const [from, to] = [parts[0]?.[0] ?? 0, parts.at(-1)?.[1] ?? 1];
    const share = (ms) => 100 * (ms - from) / (to - from || 1);
    const gap = parts.length > 1 ? 1.2 : 0;
    ring.replaceChildren(...parts.map(([start, end, span]) => {
      const part = document.createElementNS(ring.namespaceURI, "circle");
      const length = Math.max(0.6, share(end) - share(start) - gap);
      const given = { cx: 60, cy: 60, r: 57, pathLength: 100, class: span ? `part ${span[2]}` : "part" };
      for (const [name, value] of Object.entries(given)) part.setAttribute(name, value);
      part.style.strokeDasharray = `${length} ${100 - length}`;
      part.style.strokeDashoffset = String(-share(start) - gap / 2);
      return part;
    }));
  };

  // Make a text as large as its place allows; the style sheet says how large it is at most.
  const SIZES = [1, 0.92, 0.84, 0.77, 0.7, 0.64, 0.58, 0.52, 0.47];
  const fit = (place) => {
    for (const size of SIZES) {
      place.style.setProperty("--fit", size);
      if (place.scrollHeight <= place.clientHeight + 1 && place.scrollWidth <= place.clientWidth + 1) return;
    }
  };

  const drawMarks = (bar, { chapters, duration }) => {
    bar.replaceChildren(...chapters.slice(1).map(([ms]) => {
      const mark = document.createElement("i");
      mark.style.setProperty("--at", ms / duration);
      return mark;
    }));
  };

  const chapterItem = (episode, n) => {
    const [start, title] = episode.chapters[n];
    const item = document.createElement("li");
    const link = document.createElement("a");
    const [at, name, dose] = ["at", "", "dose"].map((kind) => {
      const part = document.createElement("span");
      if (kind) part.className = kind;
      return part;
    });
    [at.textContent, name.textContent, name.lang, dose.textContent] = [clock(start), title, episode.language, episode.doses?.[n] ?? ""];
    link.href = `${episode.file}#t=${Math.floor(start / 1000)}`;
    link.dataset.start = start;
    link.append(at, " ", name, " ", dose);
    item.append(link);
    return item;
  };

  return { clock, fill, drawParts, drawMarks, chapterItem, fit };
})();
