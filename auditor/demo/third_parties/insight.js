// Imitates a business network's tag: reports the page to the advertising host as a picture.
(function () {
  "use strict";
  var partner = window._linkedin_partner_id || "0";
  new Image().src = "https://px.ads.linkedin.com/collect/?v=2&fmt=gif&pid=" + partner +
    "&url=" + encodeURIComponent(location.href) + "&time=" + Date.now();
})();
