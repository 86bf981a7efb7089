/* Tells the site the visitor's time zone, so that the next pages tell times in it; on this one, writes them anew where
   the site did not know it yet. */

const { timeZoneCookie } = document.querySelector("[data-time-zone-cookie]").dataset;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const secure = window.location.protocol === "https:" ? "; secure" : "";
if (zone) document.cookie = `${timeZoneCookie}=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;

const { lang } = document.documentElement;
const styles = { day: { dateStyle: "long" }, moment: { dateStyle: "long", timeStyle: "short" } };
for (const time of document.querySelectorAll("time[data-style]")) {
  time.textContent = new Intl.DateTimeFormat(lang, styles[time.dataset.style]).format(new Date(time.dateTime));
}
