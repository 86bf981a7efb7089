/* A button beside a link copies it. Without a script the link can be marked and copied by hand. */

for (const place of document.querySelectorAll("[data-copy]")) {
  const [field, button, status] = ["input", "button", "[role=status]"].map((part) => place.querySelector(part));
  if (!navigator.clipboard) continue; // only where the page came by HTTPS, or on one's own machine
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    status.textContent = button.textContent = button.dataset.textDone;
  });
  field.addEventListener("focus", () => field.select());
}
