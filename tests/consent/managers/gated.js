// What needs consent on every site here: a measurement tag and a social network's pixel. Managers call these two.
window.loadStatistics = function () {
  if (window.gtag) return;
  window.dataLayer = window.dataLayer || [];
  window.gtag = function () { window.dataLayer.push(arguments); };
  window.gtag("js", new Date());
  window.gtag("config", "G-KRUIMEL01");
  window.loadScript("https://www.googletagmanager.com/gtag/js?id=G-KRUIMEL01");
};
window.loadMarketing = function () {
  if (window.fbq) return;
  window.fbq = function () { window.fbq.queue.push(arguments); };
  window.fbq.queue = [];
  window.fbq("init", "471147114711");
  window.fbq("track", "PageView");
  window.loadScript("https://connect.facebook.net/en_US/fbevents.js");
};
window.loadScript = function (address) {
  var script = document.createElement("script");
  script.src = address;
  script.async = true;
  document.head.append(script);
};
