// Knows a returning visitor by an identifier in localStorage.
(function () {
  "use strict";
  var key = "kh_bezoeker";
  var known = localStorage.getItem(key);
  if (!known) {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    known = Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
    localStorage.setItem(key, known);
  }
  document.documentElement.dataset.bezoeker = "bekend";
})();
