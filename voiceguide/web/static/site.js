// The form and the progress of a build. Everything here works without it, only less comfortably.
"use strict";
(() => {
  const form = document.getElementById("form");
  const plan = document.getElementById("plan");
  const build = document.getElementById("build");

  // The form: what the routine would do, steps, and the plan as one goes.

  const routineDefaults = () => JSON.parse(form.elements.routine.selectedOptions[0].dataset.defaults);

  const showDefaults = () => {
    const defaults = routineDefaults();
    for (const input of form.querySelectorAll("input[type=number]")) {
      input.placeholder = defaults[input.name] ?? "none";
    }
    for (const field of form.querySelectorAll(".choice")) {
      const own = field.querySelector(`input[value="${defaults[field.dataset.name]}"]`);
      field.querySelector(".own").hidden = Boolean(own);
      if (own && !field.dataset.touched) own.checked = true;
    }
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

  const chosen = () => {
    const pairs = [...new FormData(form)].filter(([name, value]) => value && name !== "csrf");
    return new URLSearchParams(pairs).toString();
  };

  let asked = 0;
  const drawPlan = async () => {
    const number = ++asked;
    const query = chosen();
    plan.hidden = false;
    plan.classList.add("drawing");
    let told;
    try {
      told = await (await fetch(`${plan.dataset.words}?${query}`)).json();
    } catch {
      told = { problem: "The page cannot be reached. Is voiceguide serve still running?" };
    }
    if (number !== asked) return;
    plan.classList.remove("drawing");
    const problem = plan.querySelector(".problem");
    problem.hidden = !told.problem;
    problem.textContent = told.problem ?? "";
    plan.querySelector(".length").textContent = told.length ? `about ${told.length}` : "";
    plan.querySelector(".notes").replaceChildren(...(told.notes ?? []).map((note) => {
      const item = document.createElement("li");
      item.textContent = note;
      return item;
    }));
    plan.querySelector(".scroll").hidden = Boolean(told.problem);
    if (told.problem) return;
    const picture = plan.querySelector("img");
    picture.alt = `${told.title} over time, about ${told.length}`;
    picture.src = `${plan.dataset.picture}?${query}`;
  };

  const startForm = () => {
    let timer = 0;
    for (const button of form.querySelectorAll(".step")) {
      button.hidden = false;
      button.addEventListener("click", () => step(button));
    }
    document.getElementById("look").hidden = true;
    for (const field of form.querySelectorAll(".choice")) {
      if (field.querySelector("input:checked")?.value) field.dataset.touched = "yes";
    }
    form.addEventListener("input", (event) => {
      const field = event.target.closest(".choice");
      if (field) field.dataset.touched = "yes";
      showDefaults();
      clearTimeout(timer);
      timer = setTimeout(drawPlan, 300);
    });
    form.addEventListener("submit", () => {
      const button = form.querySelector(".primary");
      button.textContent = "Building…";
      form.setAttribute("aria-busy", "true");
    });
    // coming back by the browser's own button
    window.addEventListener("pageshow", () => {
      form.querySelector(".primary").textContent = "Build";
      form.removeAttribute("aria-busy");
    });
    showDefaults();
    drawPlan();
  };

  // A build: told by a stream; where there is none, asked for again and again.

  const show = (told) => {
    if (told.over) {
      location.reload(); // leads to the player, or says what went wrong
      return;
    }
    const [state, bar] = [build.querySelector(".state"), build.querySelector("progress")];
    if (state.textContent !== told.text) state.textContent = told.text;
    if (told.share) {
      bar.value = told.share;
    } else {
      bar.removeAttribute("value");
    }
    build.dataset.told = Number(build.dataset.told ?? 0) + 1;
  };

  const ask = async () => {
    try {
      show(await (await fetch(build.dataset.progress)).json());
    } catch { /* the next time may do */ }
    setTimeout(ask, 450);
  };

  const watch = () => {
    const stream = new EventSource(build.dataset.events);
    stream.addEventListener("message", (event) => show(JSON.parse(event.data)));
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) ask();
    });
    window.addEventListener("pagehide", () => stream.close());
  };

  if (form && plan) startForm();
  if (build?.dataset.events) watch();
})();
