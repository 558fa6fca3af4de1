// The few words every script of the page uses.

export const find = (name, root = document) => root.querySelector(name);
export const all = (name, root = document) => [...root.querySelectorAll(name)];
export const words = find("#words")?.dataset ?? {};
export const fill = (text, ...values) => values.reduce((done, one) => done.replace("{}", one), text);
export const later = (ms) => new Promise((done) => { setTimeout(done, ms); });
export const read = async (address, options) => (await fetch(address, options)).json();
export const clock = (seconds) => {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

// What this browser remembers: the last choice of each routine, and what was played.

export const store = {
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
