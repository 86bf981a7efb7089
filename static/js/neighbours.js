/* Leads to the picture before or after by the arrow keys, and by a swipe over the picture. */

const FAR_PX = 60;
const links = document.querySelector("[data-neighbours]");
const picture = document.querySelector("figure.result");
const go = (rel) => links?.querySelector(`[rel=${rel}]`)?.click();

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, video")) return;
  if (event.key === "ArrowLeft") go("prev");
  if (event.key === "ArrowRight") go("next");
});

let from = null;
picture?.addEventListener("touchstart", ({ touches }) => {
  from = touches.length === 1 ? touches[0] : null;
}, { passive: true });
picture?.addEventListener("touchend", ({ changedTouches: [to] }) => {
  if (!from || window.visualViewport?.scale > 1) return; // whoever has zoomed in moves about in the picture
  const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
  if (Math.abs(x) > FAR_PX && Math.abs(x) > 2 * Math.abs(y)) go(x > 0 ? "prev" : "next");
}, { passive: true });
