/* A button beside a link copies it. Where a browser won't, as inside other apps, the link is marked for the hand. */

for (const place of document.querySelectorAll("[data-copy]")) {
  const [field, button, status] = ["input", "button", "[role=status]"].map((part) => place.querySelector(part));
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    if (await isCopied(field)) {
      status.textContent = button.textContent = button.dataset.textDone;
      status.classList.add("visually-hidden");
    } else {
      field.focus();
      field.select();
      status.textContent = button.dataset.textByHand;
      status.classList.remove("visually-hidden");
    }
  });
}

// The clipboard is there only where the page came by HTTPS, or on one's own machine, and may refuse even then.
async function isCopied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return false;
  }
}
