// What was done of a session: how long it was heard, and what was held and repeated. A hold or a
// repetition counts when its end was heard.
"use strict";
const PlayerRecord = (episode, at, before) => {
  let heard = before?.heard ?? 0, done = new Set(before?.done);
  let [last, lastTime] = [at, 0];
  const count = (kind) => episode.spans.filter((row) => row[2] === kind && done.has(row[0])).length;

  return {
    at, // where it was left, until it goes on
    touched: false, // whether it was played since
    listen(ms, rate) {
      const time = performance.now();
      const [step, passed] = [ms - last, (time - lastTime) * rate];
      [last, lastTime] = [ms, time];
      if (step <= 0 || step > passed + 1000) return; // a jump
      heard += step;
      for (const row of episode.spans) if (row[1] > ms - step && row[1] <= ms) done.add(row[0]);
    },
    save(ms) {
      PlayerStore.note(episode.id, {
        title: episode.title, duration: episode.duration, at: Math.round(ms), heard: Math.round(heard), done: [...done],
      });
    },
    facts: () => [["holds", count("hold")], ["reps", count("rep")], ["minutes", Math.round(heard / 60_000)]].filter(([, n]) => n),
    // who only jumped to the end has not done it
    counts: () => heard > episode.duration / 2,
    restart() { [heard, done, this.touched] = [0, new Set(), false]; },
  };
};
