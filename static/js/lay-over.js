/* Lays a parent's face over the child's, as far as a slider says: both are aligned alike. */

const place = document.querySelector(".trio-page");
const figure = place?.querySelector(".result");
const buttons = place ? [...place.querySelectorAll("[data-over]")] : [];
if (buttons.length) offer();

function offer() {
  const over = document.createElement("img");
  over.className = "over";
  over.alt = "";
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "over-slider";
  slider.min = "0";
  slider.max = "100";
  slider.value = "50";
  slider.setAttribute("aria-label", place.dataset.textSlider);
  slider.addEventListener("input", cut);
  cut();

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => (button.ariaPressed === "true" ? end() : begin(button)));
  }
  document.addEventListener("keydown", ({ key }) => key === "Escape" && end());

  function begin(button) {
    over.src = button.dataset.over;
    figure.append(over, slider);
    for (const each of buttons) each.ariaPressed = String(each === button);
  }

  function end() {
    over.remove();
    slider.remove();
    for (const each of buttons) each.ariaPressed = "false";
  }

  function cut() {
    figure.style.setProperty("--shown", `${slider.value}%`);
  }
}
