// What the system is told: lock screen, buttons of headphones, and that the screen stays on.
"use strict";
const PlayerSystem = (actions) => {
  const session = navigator.mediaSession;
  let lock = null;

  const handle = (name, work) => {
    try { session?.setActionHandler(name, work); } catch { /* an older browser */ }
  };
  for (const [name, work] of Object.entries(actions)) handle(name, work);

  const letSleep = () => { lock?.release(); lock = null; };
  const keepAwake = async () => {
    if (lock || document.hidden || !navigator.wakeLock) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => { lock = null; });
    } catch { /* battery saver */ }
  };

  return {
    tell({ title, artist, album, cover }) {
      if (!session || !window.MediaMetadata) return;
      const src = cover ? new URL(cover, location.href).href : "";
      const artwork = /^(https?|data|blob):/.test(src) ? [{ src, sizes: "1400x1400", type: "image/jpeg" }] : [];
      session.metadata = new MediaMetadata({ title, artist, album, artwork });
    },
    place(duration, playbackRate, at) {
      if (!session?.setPositionState || !Number.isFinite(duration)) return;
      session.setPositionState({ duration, playbackRate, position: Math.min(at, duration) });
    },
    state(plays) {
      if (session) session.playbackState = plays ? "playing" : "paused";
      if (plays) keepAwake(); else letSleep();
    },
    close() {
      letSleep();
      for (const name of Object.keys(actions)) handle(name, null);
      if (session) [session.metadata, session.playbackState] = [null, "none"];
    },
  };
};
