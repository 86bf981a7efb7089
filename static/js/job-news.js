/* Tells that a job ended to somebody who looks elsewhere: by the page's title and, where it was switched on, a sound. */

const KEY = "job-sound";
const NOTES_HZ = [659.26, 987.77]; // E5 and B5
const NOTE_SECONDS = 0.18;
const FADE_SECONDS = 0.6;
const LOUDNESS = 0.2;

let audio = null;

/* Resolves once the sound is over and the page is looked at. */
export async function tellNews(news) {
  document.title = `● ${news} · babysite`;
  if (isSoundOn()) await play();
  await untilVisible();
}

/* Shows the switch. Browsers let a page sound only after a press on it, so any press prepares the sound. */
export function offerSound(place) {
  const choice = place.querySelector("input");
  place.hidden = false;
  choice.checked = isSoundOn();
  choice.addEventListener("change", () => {
    remember(choice.checked);
    if (choice.checked) play(); // so that one hears what it will be
  });
  for (const press of ["pointerup", "keyup"]) {
    document.addEventListener(press, () => {
      if (isSoundOn()) prepare();
    });
  }
}

function isSoundOn() {
  try {
    return window.localStorage.getItem(KEY) === "on";
  } catch {
    return false; // a browser that stores nothing
  }
}

function remember(isOn) {
  try {
    if (isOn) window.localStorage.setItem(KEY, "on");
    else window.localStorage.removeItem(KEY);
  } catch {
    // The choice then does not outlive the press.
  }
}

function prepare() {
  audio ??= new AudioContext();
  // Without a press this would stay pending, so nobody waits for it.
  if (audio.state === "suspended") audio.resume().catch(() => {});
}

async function play() {
  prepare();
  await Promise.race([audio.resume().catch(() => {}), pause(0.2)]);
  if (audio.state !== "running") return;
  NOTES_HZ.forEach((hz, number) => sound(hz, audio.currentTime + number * NOTE_SECONDS));
  await pause(NOTE_SECONDS * NOTES_HZ.length + FADE_SECONDS);
}

function sound(hz, at) {
  const tone = new OscillatorNode(audio, { frequency: hz });
  const volume = new GainNode(audio, { gain: LOUDNESS });
  volume.gain.setValueAtTime(LOUDNESS, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + FADE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + FADE_SECONDS);
}

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

function untilVisible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", function look() {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    });
  });
}
