/* A child on the first page that follows the sliders: one of the previews on a sheet, moved into its window. */

const place = document.querySelector("[data-first-minute]");
const form = place?.querySelector("form");

// After the first paint: nobody waits for the page itself because of these pictures.
if (form) requestAnimationFrame(() => setTimeout(begin));

function begin() {
  const window_ = place.querySelector(".child .arch");
  const still = window_.querySelector("img");
  const [mother, father] = [...place.querySelectorAll(".trio > :not(.child) img")];
  const sheet = document.createElement("img");
  sheet.className = "sheet";
  sheet.alt = "";
  const shown = { sheet: "", couple: "mina-jun" };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  sheet.addEventListener("load", () => {
    window_.classList.add("live");
    if (!sheet.isConnected) window_.append(sheet);
  });
  form.classList.add("ready");
  show();

  function show() {
    const { couple, sex, age, after } = Object.fromEntries(new FormData(form));
    const chosen = form.querySelector(`[name=couple][value="${CSS.escape(couple)}"]`).dataset;
    const address = chosen[sex];
    if (shown.sheet !== address) {
      shown.sheet = address;
      sheet.src = address;
    }
    if (shown.couple !== couple) {
      shown.couple = couple;
      [mother.src, father.src] = [chosen.mother, chosen.father];
    }
    sheet.style.setProperty("--column", age);
    sheet.style.setProperty("--row", after);
    say(chosen.names.split("|"), Number(age), Number(after));
  }

  function say([first, second], age, after) {
    const ages = form.elements.age.dataset.words.split("|");
    const words = after === 2 ? form.elements.after.dataset.both : after < 2 ? first : second;
    form.querySelector("[data-age-words]").textContent = ages[age];
    form.querySelector("[data-after-words]").textContent = words;
    form.elements.age.setAttribute("aria-valuetext", ages[age]);
    form.elements.after.setAttribute("aria-valuetext", words);
    still.alt = `${ages[age]}, ${words}`;
  }
}
