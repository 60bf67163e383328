// Imitates a measurement tag: consent mode, a client id in _ga, a session in _ga_<id>, page views by beacon.
(function () {
  "use strict";
  var source = document.currentScript ? document.currentScript.src : "";
  var tag = (source.match(/[?&]id=([^&]+)/) || [])[1] || "G-UNKNOWN";
  var layer = (window.dataLayer = window.dataLayer || []);
  var consent = { ad_storage: "", analytics_storage: "", ad_user_data: "", ad_personalization: "" };
  var updated = {};
  var configured = false;
  var two_years = 63072000;
  var lifetime = two_years;
  var sentAs = "";

  function digits(count) {
    var text = "";
    while (text.length < count) text += Math.floor(Math.random() * 10);
    return text.replace(/^0/, "1");
  }
  function read(name) {
    var found = document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)"));
    return found ? found[1] : null;
  }
  function domain() {
    return location.hostname.split(".").slice(-2).join(".");
  }
  function write(name, value, seconds) {
    var until = new Date(Date.now() + seconds * 1000).toUTCString();
    document.cookie = name + "=" + value + "; path=/; expires=" + until + "; domain=." + domain();
  }
  function denied(signal) {
    return consent[signal] === "denied";
  }
  function gcs() {
    return "G1" + (denied("ad_storage") ? 0 : 1) + (denied("analytics_storage") ? 0 : 1);
  }
  function letter(signal) {
    if (!consent[signal]) return "l";
    if (updated[signal]) return denied(signal) ? "q" : "r";
    return denied(signal) ? "p" : "t";
  }
  function gcd() {
    return "11" + letter("ad_storage") + "1" + letter("analytics_storage") + "1" + letter("ad_user_data") +
      "1" + letter("ad_personalization") + "5";
  }
  function send(client) {
    var parts = ["v=2", "tid=" + tag, "gcs=" + gcs(), "gcd=" + gcd(), "en=page_view",
      "dl=" + encodeURIComponent(location.href), "dt=" + encodeURIComponent(document.title), "_p=" + digits(9)];
    if (client) parts.push("cid=" + client);
    navigator.sendBeacon("https://region1.google-analytics.com/g/collect?" + parts.join("&"));
  }
  function measure() {
    if (!configured || sentAs === gcs()) return;
    sentAs = gcs();
    if (denied("analytics_storage")) return send(null);
    var now = Math.floor(Date.now() / 1000);
    var client = (read("_ga") || "").split(".").slice(-2).join(".") || digits(9) + "." + now;
    write("_ga", "GA1.1." + client, lifetime);
    write("_ga_" + tag.replace(/^G-/, ""), "GS1.1." + now + ".1.0." + now + ".0.0.0", lifetime);
    send(client);
  }
  function take(entry) {
    if (!entry || entry.length === undefined) return;
    if (entry[0] === "consent") {
      Object.keys(consent).forEach(function (signal) {
        if (!entry[2] || !entry[2][signal]) return;
        consent[signal] = entry[2][signal];
        if (entry[1] === "update") updated[signal] = true;
      });
      measure();
    }
    if (entry[0] === "config") {
      configured = true;
      if (entry[2] && entry[2].cookie_expires) lifetime = entry[2].cookie_expires;
      measure();
    }
  }
  layer.slice().forEach(take);
  var push = layer.push;
  layer.push = function () {
    var count = push.apply(layer, arguments);
    Array.prototype.forEach.call(arguments, take);
    return count;
  };
})();
