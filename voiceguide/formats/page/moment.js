// What goes on at a moment of a session: rows in, facts out. Nothing here touches the page.
// Times are milliseconds from the start of the session.
"use strict";
const PlayerMoment = (() => {
  const [START, END, KIND, WHAT, , SIDE] = [0, 1, 2, 3, 4, 5];
  const MOST_PARTS = 24; // thinner ones could not be told apart in the ring
  const LEAST = 400; // what is shorter belongs to the part before

  // The public timeline JSON, in the form that player.py writes.
  const fromTimeline = (timeline) => (timeline.duration ? timeline : {
    title: timeline.title,
    language: timeline.language,
    words: timeline.language,
    duration: timeline.duration_ms,
    chapters: timeline.chapters.map((mark) => [mark.start_ms, mark.title]),
    quiet: [],
    events: timeline.events.filter((one) => one.kind !== "tone").map((one) => [
      one.start_ms, one.end_ms, one.kind, one.text ?? one.rep ?? null, one.exercise, one.side,
    ]),
  });

  const lastBefore = (rows, ms, start) => {
    let low = 0, high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (start(rows[middle]) <= ms) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const startOf = (row) => row[START];

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
    if (one.spans) return one;
    countReps(one.events);
    one.said = one.events.filter((row) => row[KIND] === "say");
    one.spans = one.events.filter((row) => row[KIND] !== "say");
    one.parts = one.chapters.map((_, chapter) => partsOf(one, chapter));
    return one;
  };

  const endOf = (one, chapter) => one.chapters[chapter + 1]?.[0] ?? one.duration;

  // A chapter cut where something begins or ends: [start, end, span or null].
  const partsOf = (one, chapter) => {
    const [from, to] = [one.chapters[chapter][0], endOf(one, chapter)];
    const spans = one.spans.filter((row) => row[START] >= from && row[START] < to);
    const joined = spans.length > MOST_PARTS;
    const parts = [];
    let at = from;
    for (const row of spans) {
      if (row[START] < at) continue; // one inside another
      if (row[START] - at > LEAST) parts.push([at, row[START], null]);
      else if (parts.length) parts.at(-1)[1] = row[START];
      const last = parts.at(-1);
      if (joined && row[KIND] === "rep" && last?.[2]?.[KIND] === "rep") last[1] = row[END];
      else parts.push([Math.max(at, row[START]), row[END], row]);
      at = row[END];
    }
    if (to - at > LEAST || !parts.length) parts.push([at, to, null]);
    else parts.at(-1)[1] = Math.max(at, to);
    return parts;
  };

  const spanAt = (one, ms) => {
    const reached = lastBefore(one.spans, ms, startOf);
    for (let n = reached; n >= 0 && n > reached - 12; n--) if (ms < one.spans[n][END]) return one.spans[n];
    return null;
  };

  // In a rest it is the side that comes: that is where one has to go.
  const sideAt = (one, ms, span, chapter) => {
    if (span?.[KIND] === "rest") {
      const coming = one.events[lastBefore(one.events, span[END] - 1, startOf) + 1];
      if (coming && coming[START] - span[END] < 2000) return coming[SIDE] ?? "";
    }
    if (span) return span[SIDE] ?? "";
    const from = one.chapters[chapter]?.[0] ?? 0;
    const last = lastBefore(one.events, ms, startOf);
    const row = one.events[last]?.[START] >= from ? one.events[last] : one.events[last + 1];
    return (row && row[START] < endOf(one, chapter) && row[SIDE]) || "";
  };

  // What the clock counts: `word` names it, `to` is when it is over.
  const countAt = (one, ms, span, chapter) => {
    if (span) return { word: span[KIND], from: span[START], to: span[END], rep: span[KIND] === "rep" ? span : null };
    const [from, to] = [Math.max(0, one.chapters[chapter]?.[0] ?? 0), endOf(one, chapter)];
    const reached = lastBefore(one.spans, ms, startOf);
    const [before, next] = [one.spans[reached], one.spans[reached + 1]];
    const began = before && before[END] > from ? before[END] : from;
    if (next && next[START] < to) return { word: next[KIND] === "rest" ? "rest_in" : "starts_in", from: began, to: next[START] };
    return { word: chapter + 1 < one.chapters.length ? "next_in" : "ends_in", from: began, to };
  };

  const at = (one, ms) => {
    const chapter = lastBefore(one.chapters, ms, startOf);
    const from = chapter < 0 ? 0 : one.chapters[chapter][0];
    const cue = one.said[lastBefore(one.said, ms, startOf)];
    const span = spanAt(one, ms);
    // a rest that leads to another chapter is shown under that one's name
    const leads = span?.[KIND] === "rest" && one.chapters[chapter + 1]?.[0] <= span[END] + 1000;
    return {
      chapter,
      heading: leads ? chapter + 1 : chapter,
      span,
      side: sideAt(one, ms, span, chapter),
      cue: cue && cue[START] >= from ? cue[WHAT] : "",
      saying: Boolean(cue) && ms < cue[END],
      count: countAt(one, ms, span, chapter),
      parts: one.parts[Math.max(0, chapter)] ?? [],
    };
  };

  const isQuiet = (one, ms, needed) => {
    const gap = one.quiet[lastBefore(one.quiet, ms, startOf)];
    return Boolean(gap) && ms >= gap[START] && gap[END] - ms >= needed;
  };

  return { fromTimeline, prepare, at, isQuiet };
})();
