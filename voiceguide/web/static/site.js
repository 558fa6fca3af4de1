// What the page does beyond forms and links, which work without it: one tap makes a session and
// plays it in this page, the sheet follows every choice, and the address says what was chosen.
"use strict";
(() => {
  const find = (name, root = document) => root.querySelector(name);
  const all = (name, root = document) => [...root.querySelectorAll(name)];
  const words = find("#words")?.dataset ?? {};
  const fill = (text, ...values) => values.reduce((done, one) => done.replace("{}", one), text);
  const later = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const read = async (address, options) => (await fetch(address, options)).json();
  const clock = (seconds) => {
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
    const two = (n) => String(n).padStart(2, "0");
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };

  // What this browser remembers: the last choice of each routine, and what was played.

  const store = {
    get(name) {
      try { return JSON.parse(localStorage.getItem(`voiceguide.${name}`)); } catch { return null; }
    },
    set(name, value) {
      try {
        if (value === null) localStorage.removeItem(`voiceguide.${name}`);
        else localStorage.setItem(`voiceguide.${name}`, JSON.stringify(value));
      } catch { /* it is a convenience */ }
    },
  };

  // Listening, in this page.

  const audio = find("#sound");
  const listen = find("#listen");
  const title = document.title;
  let open = ""; // the session that is being listened to

  // A quarter of a second of silence: played within the tap, it lets the element play later.
  const silence = () => {
    const bytes = new Uint8Array(44 + 2000).fill(128, 44);
    const view = new DataView(bytes.buffer);
    [..."RIFF    WAVEfmt "].forEach((one, n) => { bytes[n] = one.charCodeAt(0); });
    [..."data"].forEach((one, n) => { bytes[36 + n] = one.charCodeAt(0); });
    view.setUint32(4, 36 + 2000, true);
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, 8000, true);
    view.setUint32(28, 8000, true);
    view.setUint16(32, 1, true);
    view.setUint16(34, 8, true);
    view.setUint32(40, 2000, true);
    return URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
  };
  const unlock = () => {
    if (open || audio.dataset.unlocked) return;
    audio.dataset.unlocked = "yes";
    audio.src = silence();
    audio.play().catch(() => { delete audio.dataset.unlocked; });
  };

  // `from` is in milliseconds; without it, the player goes on where the session was left.
  const enter = async (id, from, push = true) => {
    const timeline = await read(`/sessions/${id}/player.json`);
    if (push) history.pushState({ session: id }, "", `/sessions/${id}`);
    open = id;
    document.title = timeline.title;
    document.body.classList.add("listening");
    listen.hidden = false;
    const onclose = () => { if (open) history.back(); };
    voiceguidePlayer.open({ audio, container: listen, id, src: timeline.file, timeline, from, onclose });
  };

  const leave = () => {
    if (!open) return;
    open = "";
    voiceguidePlayer.close();
    listen.hidden = true;
    document.title = title;
    document.body.classList.remove("listening");
    showResume();
    showPlayed();
  };

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

  // One tap: make what is missing, show how far it is, and play.

  const show = (place, told) => {
    const state = find(".state", place);
    const bar = find("progress", place);
    if (state.textContent !== told.text) state.textContent = told.text; // or it is read aloud again
    if (told.share) bar.value = told.share;
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
    if (badge) find(".told", page).prepend(badge);
    for (const part of [".cover", ".told", ".under"]) find(part, card).replaceWith(find(part, page));
    find(".go", card).disabled = find(".go", page).disabled;
    if (!find("[aria-busy]", card)) {
      all("input:not([name=csrf])", card).forEach((one) => one.remove());
      find("form", card).append(...all("input:not([name=csrf])", page));
    }
    delete card.dataset.pending;
    if (!("fitted" in card.dataset)) recall(card);
  };

  // The sheet.

  const sheet = find("#sheet");
  const fields = sheet ? all(".field[data-name]", sheet) : [];
  const valueOf = (field) => find("input:checked, input:not([type=radio]), select", field)?.value ?? "";
  const isChanged = (field) => {
    const value = valueOf(field).trim();
    return field.dataset.name !== "fit" && value !== "" && value !== field.dataset.own;
  };
  const setField = (field, value) => {
    const radio = all("input[type=radio]", field);
    if (radio.length) (radio.find((one) => one.value === value) ?? radio.find((one) => "default" in one.dataset) ?? radio[0]).checked = true;
    else find("input, select", field).value = value;
  };
  const chosen = () => {
    const found = [["routine", sheet.dataset.routine]];
    for (const field of fields) if (isChanged(field)) found.push([field.dataset.name, valueOf(field).trim()]);
    return found;
  };
  const pairs = (form) => {
    const given = [...new FormData(form)].filter(([, value]) => value);
    if (form !== sheet) return given;
    return [given.find(([name]) => name === "csrf"), ...chosen()];
  };

  const complain = (name, said) => {
    for (const one of all(".wrong", sheet)) one.hidden = true;
    for (const one of all("[aria-invalid]", sheet)) one.removeAttribute("aria-invalid");
    const field = fields.find((one) => one.dataset.name === name);
    const place = field ? find(".wrong", field) : find(".total-bar .problem", sheet);
    find(".total-bar .problem", sheet).hidden = true;
    if (!said) return;
    place.textContent = said;
    place.hidden = false;
    if (!field) return;
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const input = find("input, select", field);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", place.id);
  };

  const mark = () => {
    for (const field of fields) {
      const changed = isChanged(field);
      field.classList.toggle("changed", changed);
      const back = find(".own", field);
      if (back) back.hidden = !changed;
    }
    find("#all-own").hidden = !fields.some(isChanged);
  };

  let asked = 0;
  const update = async () => {
    const number = ++asked;
    const query = new URLSearchParams(chosen()).toString();
    let told;
    try {
      told = await read(`${sheet.dataset.words}?${query}`);
    } catch {
      told = { problem: words.unreachable };
    }
    if (number !== asked) return;
    complain(told.field, told.problem);
    const was = find(".play", sheet).dataset.was ?? "";
    find(".total .length").textContent = told.length ?? "–";
    find(".total .was").textContent = told.length && was && was !== told.length ? fill(words.was, was) : "";
    find(".play", sheet).disabled = Boolean(told.problem);
    if (told.problem) return;
    for (const [name, text] of Object.entries(told.groups)) {
      find(`[data-group=${name}] > summary .value`).textContent = text;
    }
    find(".notes").replaceChildren(...told.notes.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    find("#f-fit").placeholder = Math.round(told.length.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) / 60);
    await later(300);
    if (number !== asked) return;
    const page = new DOMParser().parseFromString(await (await fetch(`${sheet.dataset.plan}?${query}`)).text(), "text/html");
    const inside = find("#inside", page);
    if (number === asked && inside) find("#inside").replaceWith(document.adoptNode(inside));
  };

  let timer = 0;
  const changed = () => {
    mark();
    const query = new URLSearchParams(chosen()).toString();
    history.replaceState(history.state, "", `/adjust?${query}`);
    const plain = query === `routine=${sheet.dataset.routine}`;
    store.set(`choice.${sheet.dataset.routine}`, plain ? null : query);
    clearTimeout(timer);
    timer = setTimeout(update, 80);
  };

  const step = (button) => {
    const input = document.getElementById(button.dataset.for);
    const by = Number(button.dataset.step);
    const now = Number(input.value || input.placeholder) || 0;
    const grid = Math.abs(by);
    const next = by > 0 ? Math.floor(now / grid + 1) * grid : Math.ceil(now / grid - 1) * grid;
    input.value = Math.min(Number(input.max), Math.max(Number(input.min), next));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const fitTo = async () => {
    const input = find("#f-fit");
    const minutes = (input.value || input.placeholder).trim();
    const query = new URLSearchParams([...chosen(), ["fit", minutes]]);
    const told = await read(`${sheet.dataset.fit}?${query}`);
    if (told.problem) return complain(told.field, told.problem);
    for (const field of fields) {
      const name = field.dataset.name;
      if (["hold", "reps", "detail"].includes(name)) setField(field, told.choices[name] ?? "");
    }
    input.value = "";
    changed();
  };

  const sound = sheet ? new Audio() : null;
  const sample = async (button) => {
    const again = button.classList.contains("sounding");
    for (const one of all(".sample")) one.classList.remove("sounding");
    sound.pause();
    if (again) return;
    button.classList.add("sounding");
    sound.onended = () => button.classList.remove("sounding");
    sound.src = `${sheet.dataset.sample}?${new URLSearchParams([["of", button.dataset.of], ...chosen()])}`;
    try {
      await sound.play();
    } catch (error) {
      if (error.name === "AbortError") return;
      button.classList.remove("sounding");
      complain(button.dataset.of, words.sampleFails);
    }
  };

  const startSheet = () => {
    find("#f-fit").removeAttribute("name"); // it is no choice, it makes some
    find("#apply").hidden = true;
    for (const button of all(".step, .sample", sheet)) button.hidden = false;
    sheet.addEventListener("input", (event) => { if (event.target.id !== "f-fit") changed(); });
    sheet.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault(); // or the first button would be pressed, which is Fit
      if (event.target.id === "f-fit") fitTo();
    });
    sheet.addEventListener("click", (event) => {
      const button = event.target.closest("button, #all-own");
      if (!button) return;
      if (button.matches(".step")) step(button);
      else if (button.matches(".sample")) sample(button);
      else if (button.matches(".own")) reset([button.closest(".field")]);
      else if (button.id === "fit") { event.preventDefault(); fitTo(); }
      else if (button.id === "all-own") { event.preventDefault(); reset(fields); }
    });
    mark();
  };
  const reset = (some) => {
    for (const field of some) setField(field, field.dataset.own);
    changed();
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
    window.addEventListener("pageshow", () => { showResume(); showPlayed(); });
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
})();
