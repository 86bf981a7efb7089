/* j and k, or the arrows, go through the cases. Tab and Enter do all of it too. */

const links = [...document.querySelectorAll("[data-case-list] h3 a")];
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const isTyping = event.target.closest("input, select, textarea");
  if (!step || isTyping || event.ctrlKey || event.metaKey || event.altKey || !links.length) return;
  const at = links.indexOf(document.activeElement);
  // The arrows move the page until somebody is in the list.
  if (at < 0 && event.key.startsWith("Arrow")) return;
  event.preventDefault();
  links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
});
