// What the page does beyond forms and links, which work without it: one tap makes a session and
// plays it in this page; sessions are searched; the progress of a build is shown.

import { enter, leave, listen, unlock } from "./listen.js";
import { all, clock, fill, find, later, read, store, words } from "./page.js";
import { chosen, sheet, startSheet } from "./sheet.js";

// One tap: make what is missing, show how far it is, and play.

const show = (place, told) => {
  const state = find(".state", place);
  const bar = find("progress", place);
  if (state.textContent !== told.text) state.textContent = told.text; // or it is read aloud again
  if (told.share) bar.value = told.share;
};

const pairs = (form) => {
  const given = [...new FormData(form)].filter(([, value]) => value);
  if (form !== sheet) return given;
  return [given.find(([name]) => name === "csrf"), ...chosen()];
};

const make = async (form) => {
  if (form.getAttribute("aria-busy")) return;
  unlock();
  const making = find(".making", form);
  const problem = find(".problem", form);
  form.setAttribute("aria-busy", "true");
  making.hidden = false;
  problem.hidden = true;
  show(making, { text: `${words.working}…` });
  find("progress", making).removeAttribute("value");
  let told;
  try {
    const body = new URLSearchParams(pairs(form));
    const headers = { Accept: "application/json" };
    told = await read(form.getAttribute("action"), { method: "POST", body, headers });
    while (told.build && !told.over) {
      show(making, told);
      await later(200);
      told = await read(`/builds/${told.build}.json`);
    }
    if (told.session) await enter(told.session, 0);
  } catch {
    told = { problem: words.unreachable };
  }
  form.removeAttribute("aria-busy");
  making.hidden = true;
  if (told.session) return;
  problem.textContent = told.problem ?? told.text;
  problem.hidden = false;
};

const watchStrip = async (strip) => {
  let told = { over: false };
  while (!told.over) {
    try { told = await read(`/builds/${strip.dataset.build}.json`); } catch { return; }
    show(strip, told);
    await later(500);
  }
  find("progress", strip).remove();
  if (!told.session) return;
  find(".state", strip).textContent = words.ready;
  const link = find("a", strip);
  link.href = `/sessions/${told.session}`;
  link.firstChild.textContent = words.play;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    unlock();
    enter(told.session, 0);
  });
};

// The first screen.

const showResume = async () => {
  const strip = find("#resume");
  if (!strip) return;
  const last = voiceguidePlayer.played()[0];
  strip.hidden = true;
  if (!last || last.at < 5000 || !(await read(`/there/${last.id}`)).there) return;
  find(".titled", strip).textContent = last.title;
  const at = fill(words.resume, clock(last.at / 1000));
  find(".facts", strip).textContent = at;
  const button = find("button", strip);
  button.setAttribute("aria-label", `${at}: ${last.title}`);
  button.onclick = () => { unlock(); enter(last.id); };
  strip.hidden = false;
};

const recall = async (card) => {
  const query = store.get(`choice.${card.dataset.routine}`);
  if (!query) return;
  const told = await read(`/plan.json?${query}`);
  if (told.problem) return store.set(`choice.${card.dataset.routine}`, null);
  const form = find("form", card);
  all("input:not([name=csrf])", form).forEach((one) => one.remove());
  for (const [name, value] of new URLSearchParams(query)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  find(".adjust", card).href = `/adjust?${query}`;
  find(".contents", card).href = `/plan?${query}`;
  find("h2", card).textContent = told.title;
  find(".facts", card).innerHTML = '<b class="length"></b> <span class="doses"></span>';
  find(".length", card).textContent = told.length;
  find(".doses", card).textContent = told.differs ? `· ${told.differs}` : "";
};

// The form stays as it is: somebody may have pressed Play already.
const complete = async (card) => {
  const page = new DOMParser().parseFromString(
    await (await fetch(card.dataset.pending)).text(), "text/html");
  const badge = find(".badge", card);
  if (badge && !find(".badge", page)) find(".told", page).prepend(badge);
  for (const part of [".cover", ".told", ".under"]) find(part, card).replaceWith(find(part, page));
  find(".go", card).disabled = find(".go", page).disabled;
  if (!find("[aria-busy]", card)) {
    all("input:not([name=csrf])", card).forEach((one) => one.remove());
    find("form", card).append(...all("input:not([name=csrf])", page));
  }
  delete card.dataset.pending;
  if (!("fitted" in card.dataset)) recall(card);
};

// The sessions.

const showPlayed = () => {
  for (const { id, times, when } of voiceguidePlayer.played()) {
    const row = find(`[data-session="${id}"] .times`);
    if (!row) continue;
    const day = new Date(when).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short" });
    const often = times === 1 ? words.once : fill(words.times, times);
    row.textContent = ` · ${times ? fill(words.played, often, day) : fill(words.heard, day)}`;
  }
};

const startSearch = (input) => {
  input.parentElement.hidden = false;
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let some = false;
    for (const group of all(".group-of")) {
      const name = find("h2", group).textContent.toLowerCase();
      let left = 0;
      for (const row of all(".session", group)) {
        const text = `${name} ${row.textContent.toLowerCase()}`;
        row.hidden = !wanted.every((word) => text.includes(word));
        left += !row.hidden;
      }
      group.hidden = !left;
      some ||= left > 0;
      for (const older of all(".older", group)) older.open = wanted.length > 0;
    }
    find(".none").hidden = some;
  });
};

// A build on a page of its own: the page is loaded again and again, and what has changed is taken over.

const build = find("#build");
const showBuild = (told) => {
  const [state, bar] = [find(".state", build), find("progress", build)];
  const [text, share] = [find(".state", told).textContent, find("progress", told)];
  if (state.textContent !== text) state.textContent = text; // or it would be read aloud again
  if (share.hasAttribute("value")) bar.value = share.value;
  else bar.removeAttribute("value");
  build.dataset.told = Number(build.dataset.told ?? 0) + 1;
};
const watch = async () => {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = page.getElementById("build");
    if (answer.redirected) return location.replace(answer.url); // to the player
    if (told && !("goesOn" in told.dataset)) return location.reload(); // says what went wrong
    if (told) showBuild(told);
  } catch { /* the next time may do */ }
  setTimeout(watch, 350);
};

const startForm = (form) => form.addEventListener("submit", (event) => {
  if (event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  make(form);
});

if (listen) {
  all("form[data-play]").forEach(startForm);
  window.addEventListener("popstate", (event) => {
    const id = event.state?.session;
    if (id) enter(id, undefined, false);
    else leave();
  });
  for (const link of all(".listen-to")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      unlock();
      enter(link.closest("[data-session]").dataset.session);
    });
  }
  const tell = () => { showResume(); showPlayed(); };
  window.addEventListener("pageshow", tell);
  document.addEventListener("left", tell);
}
if (sheet) startSheet();
all(".routine").forEach((card) => {
  if (card.dataset.pending) complete(card);
  else if (!("fitted" in card.dataset)) recall(card);
});
all("[data-build]").forEach(watchStrip);
if (find("#search")) startSearch(find("#search"));
document.addEventListener("click", (event) => {
  for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
if (build && "goesOn" in build.dataset) watch();
