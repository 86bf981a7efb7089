/* Draws how far an export is afresh, every few seconds while it is being made. */

const ASK_EVERY_MS = 3000;

const region = document.querySelector("[data-state-url]");
const isBeingMade = () => region.querySelector("[data-being-made]") !== null;

async function ask() {
  try {
    const response = await fetch(region.dataset.stateUrl, { cache: "no-store" });
    if (response.status === 404) {
      window.location.reload(); // signed out: the server says which page that is
      return;
    }
    if (response.ok) draw(await response.text());
  } catch {
    // The network is away; asked again below.
  }
  if (isBeingMade()) setTimeout(ask, ASK_EVERY_MS);
}

function draw(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  if (fresh.querySelector("[data-being-made]")) return; // nothing new: a screen reader need not hear it again
  region.replaceChildren(...fresh.childNodes);
}

if (isBeingMade()) setTimeout(ask, ASK_EVERY_MS);
