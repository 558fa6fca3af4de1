// What this browser remembers: where each session was left, what was done, and sounds to keep.
"use strict";
const PlayerStore = (() => {
  const PLAYED = "voiceguide.played", DONE = "voiceguide.done", MOST = 200;

  const read = (name) => {
    try { return JSON.parse(localStorage.getItem(name)) ?? []; } catch { return []; }
  };
  const write = (name, value) => {
    try { localStorage.setItem(name, JSON.stringify(value.slice(0, MOST))); } catch { /* private window */ }
  };

  const played = () => read(PLAYED);
  const left = (id, duration) => played().find((one) => one.id === id && one.duration === duration);

  // Remember of a session what has changed; it becomes the one played last.
  const note = (id, changed) => {
    const all = played();
    const before = all.find((one) => one.id === id) ?? { id, times: 0 };
    write(PLAYED, [{ ...before, ...changed, when: Date.now() }, ...all.filter((one) => one.id !== id)]);
  };

  // A session was heard to the end; returns how many were since Monday, this one among them.
  const finish = (id) => {
    note(id, { at: 0, times: (played().find((one) => one.id === id)?.times ?? 0) + 1 });
    const all = [{ id, when: Date.now() }, ...read(DONE)];
    write(DONE, all);
    const monday = new Date();
    monday.setHours(0, 0, 0, 0);
    monday.setDate(monday.getDate() - ((monday.getDay() + 6) % 7));
    return all.filter((one) => one.when >= monday).length;
  };

  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  let opened = null;
  const table = async (mode) => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("voiceguide", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("kept", { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return (await opened).transaction("kept", mode).objectStore("kept");
  };

  // Sounds, whole: {id, version, blob, episode}.
  const keep = async (record) => {
    await answer((await table("readwrite")).put(record));
    navigator.storage?.persist?.();
  };
  const drop = async (id) => answer((await table("readwrite")).delete(id));
  const kept = async (id) => {
    try { return await answer((await table("readonly")).get(id)); } catch { return undefined; }
  };
  const allKept = async () => {
    try { return await answer((await table("readonly")).getAll()); } catch { return []; }
  };

  return { played, left, note, finish, keep, drop, kept, allKept };
})();
