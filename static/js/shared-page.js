/* A page that others see asks every few seconds whether its link still opens. Once it doesn't, the pictures go. */

const root = document.querySelector("[data-shared]");
const ASK_EVERY_MS = 1000 * Number(root.dataset.stateSeconds);

async function ask() {
  try {
    const response = await fetch(root.dataset.stateUrl, { cache: "no-store" });
    if (response.status === 404) {
      end();
      return;
    }
  } catch {
    // The connection is away: asked again later.
  }
  setTimeout(ask, ASK_EVERY_MS);
}

function end() {
  for (const shown of document.querySelectorAll("[data-shown]")) shown.remove();
  document.querySelector("[data-ended]").hidden = false;
  document.title = "babysite"; // names may have stood there
}

setTimeout(ask, ASK_EVERY_MS);

/* The same child at several ages lies in one pile, through which a slider goes. */
for (const pile of document.querySelectorAll("[data-ages]")) {
  const figures = [...pile.querySelectorAll("figure")];
  const slider = pile.querySelector("input");
  const show = () => {
    for (const [place, figure] of figures.entries()) figure.classList.toggle("now", place === Number(slider.value));
    slider.setAttribute("aria-valuetext", figures[slider.value].querySelector("figcaption").textContent);
  };
  for (const img of pile.querySelectorAll("img")) img.loading = "eager"; // nobody waits for one while sliding
  slider.addEventListener("input", show);
  pile.classList.add("sliding");
  slider.parentElement.hidden = false;
  show();
}
