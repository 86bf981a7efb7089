/* Passkeys: a form marked data-passkey asks the browser for one, then sends what it said. webauthn-json.js comes first.
   Where there can be none, pages say so, and lead to no form for one. */

const { create, get } = window.webauthnJSON ?? {};

const ASK = {
  make: async (form) => create(asPasskey(optionsOf(form).creation_options)),
  show: async (form) => get(optionsOf(form).request_options),
  "sign-in": async (form) => get((await fetchOptions(form)).request_options),
};

if (!arePossible()) {
  for (const notice of document.querySelectorAll("[data-impossible]")) notice.hidden = false;
  for (const link of document.querySelectorAll("[data-adds-passkey]")) link.hidden = true;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!arePossible()) {
    closeForm(form);
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    askAndSend(form);
  });
}

async function askAndSend(form) {
  const error = form.querySelector("[data-error]");
  error.hidden = true;
  try {
    const credential = await ASK[form.dataset.passkey](form);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit(); // without asking again
  } catch {
    error.hidden = false;
  }
}

// Browsers give none to a page of plain HTTP, nor to a bare number as address.
function arePossible() {
  const isNumber = /^[\d.]+$|:/.test(location.hostname);
  return Boolean(create) && window.isSecureContext && "PublicKeyCredential" in window && !isNumber;
}

function closeForm(form) {
  for (const button of form.querySelectorAll("button")) button.disabled = true;
}

function optionsOf(form) {
  return JSON.parse(form.querySelector("script[type='application/json']").textContent);
}

async function fetchOptions(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The site answered ${answer.status}.`);
  return answer.json();
}

// One that opens the account by itself: kept by the device, and only after a finger, a face or a PIN.
function asPasskey(options) {
  const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  Object.assign(options.publicKey.authenticatorSelection, wanted);
  return options;
}
