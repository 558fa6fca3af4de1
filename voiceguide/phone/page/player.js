"use strict";
for (const button of document.querySelectorAll("[data-start]")) {
  button.addEventListener("click", () => {
    const audio = button.closest("section").querySelector("audio");
    audio.currentTime = button.dataset.start / 1000;
    audio.play();
  });
}
