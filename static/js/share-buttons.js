/* Buttons that hand a link or a picture to the phone's own sheet, where there is one. */

// A sheet opens only in answer to a press, so the picture has to be here before it.
for (const button of document.querySelectorAll("[data-share-file]")) prepare(button).catch(() => {});

for (const button of document.querySelectorAll("[data-share-link]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => share({ url: button.dataset.shareLink }));
}

// A picture is on its way: the page is drawn afresh once it may be there.
if (document.querySelector("[data-drawing*=yes]")) setTimeout(() => window.location.reload(), 2000);

async function prepare(button) {
  if (!navigator.canShare) return;
  const response = await fetch(button.dataset.shareFile);
  if (!response.ok) return;
  const blob = await response.blob();
  // Files alone: iOS drops the picture where words come with it.
  const name = blob.type === "video/mp4" ? "babysite.mp4" : "babysite.jpg";
  const files = [new File([blob], name, { type: blob.type })];
  if (!navigator.canShare({ files })) return;
  button.hidden = false;
  button.addEventListener("click", () => share({ files }));
}

async function share(what) {
  try {
    await navigator.share(what);
  } catch {
    // Closed again, or refused by the app around this page: the other ways are beside it.
  }
}
