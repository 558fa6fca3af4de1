// The words of an exercise: whether a sentence fits is told while it is typed, and it is heard and
// saved in the page.

import { all, find, read, words } from "./page.js";

const query = (form) => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "csrf"));
const complain = (form, said = "") => {
  const place = find(".wrong", form);
  place.textContent = said;
  place.hidden = !said;
  find("textarea", form).toggleAttribute("aria-invalid", Boolean(said));
};
const tell = (form, told, before = "") => {
  complain(form, told.problem);
  const status = find(".status", form);
  status.textContent = told.problem ? "" : before + told.status;
  status.classList.toggle("not", told.fits === false);
  find(".heard", form).textContent = told.problem ? "" : told.heard;
  if (find(".confirm", form)) find(".confirm", form).hidden = !told.confirm;
};
const ask = async (address, options) => {
  try {
    return await read(address, { headers: { Accept: "application/json" }, ...options });
  } catch {
    return { problem: words.unreachable };
  }
};

const look = async (form) => {
  const text = query(form).toString();
  const told = await ask(`${words.look}?${text}`);
  if (query(form).toString() === text) tell(form, told); // what was typed since is asked for itself
};

const save = async (form) => {
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const body = new URLSearchParams([...new FormData(form)]);
  const told = await ask(form.getAttribute("action"), { method: "POST", body });
  form.removeAttribute("aria-busy");
  tell(form, told, `${words.saved} · `);
  if (told.problem) return;
  form.elements.was.value = told.text;
  mark(form);
};

const sound = new Audio();
const hear = async (form) => {
  const button = find(".sample", form);
  const again = button.classList.contains("sounding");
  for (const one of all(".sample")) one.classList.remove("sounding");
  sound.pause();
  if (again) return;
  button.classList.add("sounding");
  sound.onended = () => button.classList.remove("sounding");
  sound.src = `${button.href.split("?")[0]}?${query(form)}`;
  try {
    await sound.play();
  } catch (error) {
    if (error.name === "AbortError") return;
    button.classList.remove("sounding");
    complain(form, words.sampleFails);
  }
};

const mark = (form) => {
  const button = find(".save", form);
  if (button) button.disabled = form.elements.text.value === form.elements.was.value;
};

for (const form of all(".sentence")) {
  let timer = 0;
  form.elements.text.addEventListener("input", () => {
    mark(form);
    clearTimeout(timer);
    timer = setTimeout(look, 300, form);
  });
  form.elements.text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // a sentence has one line
    if (!find(".save", form)?.disabled) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); save(form); });
  const button = find(".sample", form);
  button.addEventListener("click", (event) => { event.preventDefault(); hear(form); });
  button.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault(); // it is a link that is pressed like a button
    hear(form);
  });
  mark(form);
}
