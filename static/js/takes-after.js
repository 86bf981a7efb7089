/* Says in words where the slider between the two parents stands; a number would mean little to those who hear it. */

for (const place of document.querySelectorAll("[data-takes-after]")) {
  const slider = place.querySelector("input[type=range]");
  const show = () => showWords(place, slider);
  slider.addEventListener("input", show);
  window.addEventListener("pageshow", show); // a browser may bring back a value of before
}

function showWords(place, slider) {
  const words = wordsFor(Number(slider.value), place.dataset);
  slider.setAttribute("aria-valuetext", words);
  place.querySelector("output").textContent = words;
}

function wordsFor(value, text) {
  if (value === 0) return text.textBoth;
  if (value < 0) return value === -1 ? text.textA : text.textMoreA;
  return value === 1 ? text.textB : text.textMoreB;
}
