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

  // A build: the page is loaded again and again, and what has changed is taken over.

  const show = (told) => {
    const [state, bar] = [build.querySelector(".state"), build.querySelector("progress")];
    const [text, share] = [told.querySelector(".state").textContent, told.querySelector("progress")];
    if (state.textContent !== text) state.textContent = text; // or it would be read aloud again
    if (share.hasAttribute("value")) {
      bar.value = share.value;
    } else {
      bar.removeAttribute("value");
    }
    build.dataset.told = Number(build.dataset.told ?? 0) + 1;
  };

  const watch = async () => {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.getElementById("build");
      if (answer.redirected) return location.replace(answer.url); // to the player
      if (told && !("goesOn" in told.dataset)) return location.reload(); // says what went wrong
      if (told) show(told);
    } catch { /* the next time may do */ }
    setTimeout(watch, 350);
  };

  if (form && plan) startForm();
  if (build && "goesOn" in build.dataset) watch();
})();
