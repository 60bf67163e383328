// Imitates a marketing platform's tracker: a visitor id for six months, a session, and page views as a picture.
(function () {
  "use strict";
  var half_year = 15552000;
  var half_hour = 1800;
  var now = Date.now();
  var domain = location.hostname.split(".").slice(-2).join(".");

  function read(name) {
    var found = document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)"));
    return found ? found[1] : null;
  }
  function write(name, value, seconds) {
    var until = seconds ? "; expires=" + new Date(now + seconds * 1000).toUTCString() : "";
    document.cookie = name + "=" + value + until + "; path=/; domain=." + domain + "; SameSite=Lax";
  }
  function random() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }
  var visitor = read("hubspotutk") || random();
  var hash = String(Math.abs(domain.length * 2654435761 % 1e9));
  write("__hstc", [hash, visitor, now, now, now, 1].join("."), half_year);
  write("hubspotutk", visitor, half_year);
  write("__hssrc", "1", null);
  write("__hssc", [hash, 1, now].join("."), half_hour);
  new Image().src = "https://track.hubspot.com/__ptq.gif?k=1&a=4455667&vi=" + visitor +
    "&pu=" + encodeURIComponent(location.href) + "&t=" + encodeURIComponent(document.title) + "&cts=" + now;
})();
