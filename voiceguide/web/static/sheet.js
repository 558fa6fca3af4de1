// The sheet: its length follows every choice, and the address says what was chosen.

import { all, fill, find, later, read, store, words } from "./page.js";

export const sheet = find("#sheet");
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
// The language is no change where the browser reads it; without a word of it, it is the routine's own.
const isSaid = (field) => {
  if (field.dataset.name !== "lang") return isChanged(field);
  return valueOf(field) !== "" && valueOf(field) !== sheet.dataset.language;
};
export const chosen = () => {
  const found = [["routine", sheet.dataset.routine]];
  for (const field of fields) if (isSaid(field)) found.push([field.dataset.name, valueOf(field).trim()]);
  return found;
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
  store.set(`choice.${sheet.dataset.routine}`, fields.some(isChanged) ? query : null);
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

export const startSheet = () => {
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
