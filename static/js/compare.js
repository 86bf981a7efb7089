/* Lays the second of two pictures over the first, as far as a slider says. Without this they stand side by side. */

const place = document.querySelector("[data-compare]");
const figures = place ? [...place.querySelectorAll("figure")] : [];
if (figures.length === 2) offer(place, figures);

function offer(around, pair) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = "100";
  slider.value = "50";
  slider.setAttribute("aria-label", around.dataset.textSlider);
  const toggle = button(around.dataset.textOver);
  const swap = button(around.dataset.textSwap);
  const bar = document.createElement("div");
  bar.className = "actions compare-bar";
  bar.append(toggle, swap, slider);
  around.before(bar);

  const cut = () => around.style.setProperty("--shown", `${slider.value}%`);
  const lay = (over) => {
    around.classList.toggle("over", over);
    slider.hidden = !over;
    toggle.textContent = over ? around.dataset.textBeside : around.dataset.textOver;
  };
  slider.addEventListener("input", cut);
  toggle.addEventListener("click", () => lay(!around.classList.contains("over")));
  swap.addEventListener("click", () => around.append(around.querySelector("figure")));
  cut();
  lay(true);
}

function button(words) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet";
  made.textContent = words;
  return made;
}
