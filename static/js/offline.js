/* Installs the service worker, which shows a page of its own where there is no connection. Browsers have none without
   TLS, except on the machine itself. */

const { worker } = document.querySelector("[data-worker]").dataset;

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(worker).catch(() => {}); // a browser that stores nothing refuses
}
