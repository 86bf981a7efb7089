/* Tells the site the visitor's time zone, so that the next pages tell times in it. */

const { timeZoneCookie } = document.querySelector("[data-time-zone-cookie]").dataset;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const secure = window.location.protocol === "https:" ? "; secure" : "";
if (zone) document.cookie = `${timeZoneCookie}=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
