// Imitates a social network's pixel: a browser id in _fbp, and page views reported as a picture.
(function () {
  "use strict";
  var queue = (window.fbq && window.fbq.queue) || [];
  var pixels = [];

  function browserId() {
    var found = document.cookie.match(/(?:^|; )_fbp=([^;]*)/);
    if (found) return found[1];
    return "fb.1." + Date.now() + "." + Math.floor(Math.random() * 1e10);
  }
  function remember(id) {
    var until = new Date(Date.now() + 7776000 * 1000).toUTCString();
    var domain = location.hostname.split(".").slice(-2).join(".");
    document.cookie = "_fbp=" + id + "; path=/; expires=" + until + "; domain=." + domain + "; SameSite=Lax";
  }
  function call(command, value) {
    if (command === "init") pixels.push(value);
    if (command !== "track") return;
    var id = browserId();
    remember(id);
    pixels.forEach(function (pixel) {
      new Image().src = "https://www.facebook.com/tr/?id=" + pixel + "&ev=" + value +
        "&dl=" + encodeURIComponent(location.href) + "&fbp=" + id + "&ts=" + Date.now();
    });
  }
  window.fbq = function () {
    call.apply(null, arguments);
  };
  queue.forEach(function (entry) {
    call.apply(null, entry);
  });
})();
