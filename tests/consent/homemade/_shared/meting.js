// What this site loads once it may: its own visit cookie and measurement, and its advertising.
function script(adres) {
  const kind = document.createElement("script");
  kind.async = true;
  kind.src = adres;
  document.head.appendChild(kind);
}
function startStatistiek() {
  if (!/(^|; )_bezoek=/.test(document.cookie)) {
    document.cookie = "_bezoek=" + Math.random().toString(36).slice(2) + "; path=/; max-age=31536000; SameSite=Lax";
  }
  window.dataLayer = window.dataLayer || [];
  window.gtag = function () { window.dataLayer.push(arguments); };
  gtag("js", new Date());
  gtag("config", "G-HUISGEMAAKT");
  script("https://www.googletagmanager.com/gtag/js?id=G-HUISGEMAAKT");
}
function startMarketing() {
  const wacht = (window.fbq = function () { wacht.queue.push(arguments); });
  wacht.queue = [];
  fbq("init", "1000000001");
  fbq("track", "PageView");
  script("https://connect.facebook.net/en_US/fbevents.js");
}
