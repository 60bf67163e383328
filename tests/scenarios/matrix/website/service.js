// The script of a service: writes its cookies on the site's own domain, keeps the values that are there, and sends what
// follows. DATA: {own: [{name, days}], sends: [{url, id}]}; {ID} in an address stands for the value of the cookie ``id``.
(function (data) {
  "use strict";
  var domain = location.hostname.split(".").slice(-2).join(".");
  var values = {};
  function stored(name) {
    var pair = document.cookie.split("; ").find(function (one) { return one.indexOf(name + "=") === 0; });
    return pair ? pair.slice(name.length + 1) : null;
  }
  function random() {
    var bytes = crypto.getRandomValues(new Uint8Array(26));
    return Array.prototype.map.call(bytes, function (byte, place) {
      return place % 3 ? String.fromCharCode(97 + byte % 26) : String(byte % 10);
    }).join("");
  }
  data.own.forEach(function (cookie) {
    values[cookie.name] = stored(cookie.name) || random();
    var until = cookie.days === null ? "" : "; Max-Age=" + cookie.days * 86400;
    document.cookie = cookie.name + "=" + values[cookie.name] + "; path=/; domain=" + domain + until + "; Secure; SameSite=Lax";
  });
  data.sends.forEach(function (sent) {
    navigator.sendBeacon(sent.url.replace("{ID}", values[sent.id] || ""));
  });
})(DATA);
