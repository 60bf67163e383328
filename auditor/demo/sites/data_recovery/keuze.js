// The cookie bar. Marketing measurement starts with the page, unless the visitor said no earlier.
(function () {
  "use strict";
  function choice() {
    var found = document.cookie.match(/(?:^|; )dv_cookiekeuze=(ja|nee)/);
    return found ? found[1] : null;
  }
  function load(source) {
    var script = document.createElement("script");
    script.async = true;
    script.src = source;
    document.head.appendChild(script);
  }
  function advertise() {
    window.fbq = function () { window.fbq.queue.push(arguments); };
    window.fbq.queue = [["init", "700800900100200"], ["track", "PageView"]];
    load("https://connect.facebook.net/en_US/fbevents.js");
  }
  function decide(answer) {
    document.cookie = "dv_cookiekeuze=" + answer + "; path=/; Max-Age=15552000; Secure; SameSite=Lax";
    document.getElementById("cookiebalk").hidden = true;
    if (answer === "ja") advertise();
  }
  if (choice() !== "nee") load("https://js.hs-scripts.com/4455667.js");
  if (choice() === "ja") advertise();
  document.addEventListener("DOMContentLoaded", function () {
    if (choice() === null) document.getElementById("cookiebalk").hidden = false;
    document.addEventListener("click", function (event) {
      var button = event.target.closest("[data-keuze]");
      if (button) decide(button.dataset.keuze);
    });
  });
})();
