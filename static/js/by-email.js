/* Saves the box for an email about the end of a job as soon as it is ticked. */

const form = document.querySelector("[data-by-email]");
const box = form.elements.wanted;
const outcome = form.querySelector("[data-outcome]");

box.closest("label").hidden = false;
box.addEventListener("change", async () => {
  const data = new FormData(form); // before the box is disabled, which would leave it out
  box.disabled = true;
  outcome.textContent = "";
  try {
    const response = await fetch(form.action, { method: "POST", body: data });
    const isSignedOut = new URL(response.url).pathname === form.dataset.signIn;
    if (!response.ok || isSignedOut) throw new Error(`The server answered ${response.status}.`);
  } catch {
    box.checked = !box.checked;
    outcome.textContent = form.dataset.textFailed;
  }
  box.disabled = false;
  box.focus();
});
