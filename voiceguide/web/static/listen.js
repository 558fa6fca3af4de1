// Listening in the page: on one <audio> element, which a tap unlocks.

import { find, read } from "./page.js";

const audio = find("#sound");
export const listen = find("#listen");
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
export const unlock = () => {
  if (open || audio.dataset.unlocked) return;
  audio.dataset.unlocked = "yes";
  audio.src = silence();
  audio.play().catch(() => { delete audio.dataset.unlocked; });
};

// `from` is in milliseconds; without it, the player goes on where the session was left.
export const enter = async (id, from, push = true) => {
  const timeline = await read(`/sessions/${id}/player.json`);
  if (push) history.pushState({ session: id }, "", `/sessions/${id}`);
  open = id;
  document.title = timeline.title;
  document.body.classList.add("listening");
  listen.hidden = false;
  const onclose = () => { if (open) history.back(); };
  voiceguidePlayer.open({ audio, container: listen, id, src: timeline.file, timeline, from, onclose });
};

export const leave = () => {
  if (!open) return;
  open = "";
  voiceguidePlayer.close();
  listen.hidden = true;
  document.title = title;
  document.body.classList.remove("listening");
  document.dispatchEvent(new Event("left"));
};
