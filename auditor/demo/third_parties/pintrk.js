// Imitates a conversion tag: a first-party id in _pin_unauth, and page visits reported as a picture.
(function () {
  "use strict";
  var queue = (window.pintrk && window.pintrk.queue) || [];
  var tag = null;

  function visitor() {
    var found = document.cookie.match(/(?:^|; )_pin_unauth=([^;]*)/);
    if (found) return found[1];
    var bytes = crypto.getRandomValues(new Uint8Array(24));
    return btoa(String.fromCharCode.apply(null, bytes)).replace(/[+/=]/g, "x");
  }
  function call(command, value) {
    if (command === "load") tag = value;
    if (command !== "page" && command !== "track") return;
    var id = visitor();
    var until = new Date(Date.now() + 31536000 * 1000).toUTCString();
    var domain = location.hostname.split(".").slice(-2).join(".");
    document.cookie = "_pin_unauth=" + id + "; path=/; expires=" + until + "; domain=." + domain + "; SameSite=Lax; Secure";
    new Image().src = "https://ct.pinterest.com/v3/?event=" + (command === "page" ? "pagevisit" : value) +
      "&tid=" + tag + "&pd=" + id + "&dl=" + encodeURIComponent(location.href) + "&cb=" + Date.now();
  }
  window.pintrk = function () {
    call.apply(null, arguments);
  };
  queue.forEach(function (entry) {
    call.apply(null, entry);
  });
})();
