// The end of a session of a programme: what became of it is told, and noted where the programme is.
// Whoever heard most of it has done it, which can be taken back; who only jumped to the end is asked.
"use strict";
const PlayerAttend = (place, signal) => {
  const find = (name) => place.querySelector(name);
  const buttons = { done: find(".note-done"), skipped: find(".note-skipped"), undo: find(".note-undo") };
  let [address, words, token, turn] = ["", {}, "", 0];

  const show = (told) => {
    token = told.csrf;
    find(".which").textContent = told.title;
    find(".noted").textContent = told.said;
    buttons.done.hidden = !told.open;
    buttons.skipped.hidden = Boolean(told.noted);
    buttons.undo.hidden = !told.noted;
    place.hidden = false;
  };
  // An answer to what was asked before is dropped.
  const ask = async (path, options) => {
    const mine = ++turn;
    const headers = { Accept: "application/json" };
    let told;
    try { told = await (await fetch(new URL(path, new URL(address, location.href)), { ...options, headers })).json(); }
    catch { told = { problem: words.unnoted }; }
    if (signal.aborted || mine !== turn) return null;
    if (told.problem) { find(".noted").textContent = told.problem; place.hidden = false; return null; }
    show(told);
    return told;
  };
  const note = async (what) => {
    const held = document.activeElement;
    const told = await ask(what, { method: "POST", body: new URLSearchParams({ csrf: token }) });
    const below = document.getElementById("attending"); // the same without scripts; it is of before
    if (told && below) below.hidden = true;
    // the button that was pressed is gone: the keyboard stands on what takes its place
    if (told && held?.hidden) (told.noted ? buttons.undo : told.open ? buttons.done : buttons.skipped).focus();
  };
  for (const [what, button] of Object.entries(buttons)) {
    // without a token it was never told what became of it: the computer could not be reached
    button.addEventListener("click", () => (token ? note(what) : begin(what)), { signal });
  }
  const begin = async (what) => {
    const told = await ask("");
    if (what === "done" ? told?.open : what && told && !told.noted) await note(what);
  };

  return {
    // At the end; `heard`: whether most of it was.
    finish(where, labels, heard) {
      [address, words, token] = [where, labels, ""];
      place.hidden = true;
      buttons.done.hidden = buttons.skipped.hidden = false;
      buttons.undo.hidden = true;
      find(".which").textContent = "";
      turn += 1;
      if (address) begin(heard ? "done" : "");
    },
  };
};
