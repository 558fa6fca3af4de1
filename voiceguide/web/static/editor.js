// The editor without a new page for every button; it does nothing that its form does not do alone.

const form = () => document.querySelector("#editor");
let typed = false;
let timer = 0;
let asked = 0;

const openOnes = () => [...form().querySelectorAll("details[open] > summary")].map((one) => one.textContent);

const send = async (button) => {
  const number = ++asked;
  const sent = new URLSearchParams(new FormData(form()));
  sent.set("do", button.value);
  // what is sent once more while it is being saved would be saved twice
  const saves = [...form().querySelectorAll("[value=save], [value=replace], [value=anew]")];
  const hold = (held) => {
    for (const one of saves) one.disabled = held;
  };
  if (saves.includes(button)) hold(true);
  let answer;
  try {
    answer = await fetch(form().action, { method: "POST", body: sent });
  } catch {
    hold(false);
    form().querySelector(".was").textContent = form().dataset.unreachable;
    return;
  }
  if (number !== asked) return hold(false);
  if (answer.redirected) { // it was saved
    typed = false;
    form().elements.edited.value = "";
    location.assign(answer.url);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#editor");
  if (number !== asked) return;
  if (!fresh) { // no editor: what is wrong is said on a page of its own
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    return;
  }
  if (button.value === "show") return update(fresh);
  const open = openOnes();
  form().replaceWith(document.adoptNode(fresh));
  for (const one of form().querySelectorAll("details > summary")) {
    if (open.includes(one.textContent)) one.parentElement.open = true;
  }
  start();
  const [verb, ...at] = button.value.split(" ");
  const same = [...form().querySelectorAll(".mover")].find((one) => one.ariaLabel === button.ariaLabel && !one.disabled);
  const place = form().querySelector("[aria-invalid]") ?? same ?? form().querySelector(verb === "new" || verb === "add" ? "#known" : `[value$=" ${at.join(" ")}"]`);
  place?.focus();
};

// What is being typed stays where it is; only what follows from it is taken over.
const update = (fresh) => {
  for (const name of ["#said", ".total .length", ".total .was", ".notes"]) {
    form().querySelector(name).replaceWith(document.adoptNode(fresh.querySelector(name)));
  }
  for (const old of form().querySelectorAll(".field .wrong")) {
    old.parentElement.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    old.remove();
  }
  for (const wrong of fresh.querySelectorAll(".field .wrong")) {
    const input = document.getElementById(wrong.id.replace(/-wrong$/, ""));
    if (!input) continue;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", wrong.id);
    input.closest(".field").append(document.adoptNode(wrong));
  }
};

const start = () => {
  form().querySelector("#show").hidden = true;
  form().addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (event.submitter.hasAttribute("formaction")) { // to remove it is asked for with all that was typed
      typed = false;
      form().elements.edited.value = "";
      return;
    }
    event.preventDefault();
    send(event.submitter);
  });
  form().addEventListener("input", (event) => {
    typed = true;
    if (event.target.name === "known" || event.target.name.startsWith("new.")) return;
    clearTimeout(timer);
    timer = setTimeout(() => send(form().querySelector("#show")), 200);
  });
};

if (form()) {
  start();
  addEventListener("beforeunload", (event) => {
    if (typed || form()?.elements.edited.value) event.preventDefault();
  });
}
