/* Below every password field a box that shows what is typed. Without a script there is none. */

const { textShow } = document.querySelector("[data-text-show]").dataset;

for (const field of document.querySelectorAll("main input[type=password]")) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox" });
  const label = document.createElement("label");
  const hide = () => {
    box.checked = false;
    field.type = "password";
  };
  label.className = "option shows";
  label.append(box, textShow);
  box.addEventListener("change", () => {
    field.type = box.checked ? "text" : "password";
  });
  // Browsers offer to keep a password, and know one by its type.
  field.form.addEventListener("submit", hide);
  window.addEventListener("pagehide", hide);
  field.after(label);
}
