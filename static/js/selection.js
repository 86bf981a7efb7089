/* Counts the children that are chosen, lets a range be chosen with Shift, and sends the list's own choices at once. */

for (const form of document.querySelectorAll("[data-selection]")) follow(form);
for (const form of document.querySelectorAll("[data-send-on-change]")) {
  form.querySelector("button[type=submit]").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}

function follow(form) {
  const boxes = [...form.querySelectorAll("input[name=children]")];
  const told = form.querySelector("[data-chosen]");
  const atRest = told.textContent;
  let last = null;

  const tell = () => {
    const number = boxes.filter((box) => box.checked).length;
    form.classList.toggle("has-chosen", number > 0);
    told.textContent = number ? form.dataset.textChosen.replace("{number}", number) : atRest;
  };

  // A range ends at the page's own children: what is not seen is never chosen.
  form.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && last !== null) {
      for (const box of boxes.slice(Math.min(last, at), Math.max(last, at) + 1)) box.checked = event.target.checked;
    }
    last = at;
  });
  form.addEventListener("change", tell);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !boxes.some((box) => box.checked)) return;
    for (const box of boxes) box.checked = false;
    tell();
  });
  window.addEventListener("pageshow", tell); // a browser that comes back remembers what was chosen
  tell();
}
