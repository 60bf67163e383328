// Imitates a session recorder: a visitor id for a year, a session for a day, and what it saw sent by beacon.
(function () {
  "use strict";
  var domain = location.hostname.split(".").slice(-2).join(".");

  function read(name) {
    var found = document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)"));
    return found ? found[1] : null;
  }
  function write(name, value, seconds) {
    var until = new Date(Date.now() + seconds * 1000).toUTCString();
    document.cookie = name + "=" + value + "; expires=" + until + "; path=/; domain=." + domain + "; Secure; SameSite=Lax";
  }
  function random() {
    return Math.random().toString(36).slice(2, 9);
  }
  var visitor = (read("_clck") || random()).split("|")[0];
  write("_clck", visitor + "|2|fxx|0|1700", 31536000);
  write("_clsk", random() + "|" + Date.now() + "|1|1|k.clarity.ms/collect", 86400);
  new Image().src = "https://c.clarity.ms/c.gif?ctsa=mr&CtsSyncId=" + random();
  navigator.sendBeacon("https://k.clarity.ms/collect", JSON.stringify({ id: visitor, page: location.pathname }));
})();
