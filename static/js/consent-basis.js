/* Of a parent who is invited neither photo nor consent is asked: what is hidden is not sent either. */

for (const place of document.querySelectorAll("[data-consent-basis]")) {
  const slot = place.dataset.consentBasis;
  const picker = document.querySelector(`[data-portrait="${slot}"]`);
  const consents = document.querySelector(`[data-consents="${slot}"]`);
  const inputs = [picker.querySelector("input[type=file]"), ...consents.querySelectorAll("input")];

  const follow = () => {
    const isInvited = place.querySelector("[value=invited]").checked;
    for (const input of inputs) {
      input.disabled = isInvited;
      input.required = !isInvited && (input.type === "file" || "needed" in input.dataset);
    }
  };

  place.addEventListener("change", follow);
  window.addEventListener("pageshow", follow); // the browser may have put back what was chosen before
  follow();
}
