/* Of a parent who is invited neither photo nor consent is asked: what is hidden is not sent either. Both are asked of
   the others once it was chosen who they are. */

for (const place of document.querySelectorAll("[data-consent-basis]")) {
  const slot = place.dataset.consentBasis;
  const picker = document.querySelector(`[data-portrait="${slot}"]`);
  const inputs = picker.querySelectorAll("input[type=file], [data-consents] input");

  const follow = () => {
    const chosen = place.querySelector(":checked")?.value;
    const isAsked = chosen === "self" || chosen === "attested";
    for (const input of inputs) {
      input.disabled = chosen === "invited";
      input.required = isAsked && (input.type === "file" || "needed" in input.dataset);
      if ("needed" in input.dataset) input.dataset.missing = wordsFor(input, chosen);
    }
  };

  place.addEventListener("change", follow);
  place.addEventListener("change", narrowSlider);
  window.addEventListener("pageshow", follow); // the browser may have put back what was chosen before
  window.addEventListener("pageshow", narrowSlider);
  follow();
}

narrowSlider();

function wordsFor({ dataset }, chosen) {
  return chosen === "self" ? dataset.missingSelf : dataset.missingAttested;
}

/* With an invited parent, a child may take after one of the two less far. */
function narrowSlider() {
  const place = document.querySelector("[data-takes-after]");
  const slider = place.querySelector("input[type=range]");
  const isInvited = document.querySelector("[data-consent-basis] [value=invited]:checked") !== null;
  const limit = isInvited ? place.dataset.maxWithInvitee : "1";
  if (Number(slider.max) === Number(limit)) return;
  slider.min = `-${limit}`;
  slider.max = limit;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}
