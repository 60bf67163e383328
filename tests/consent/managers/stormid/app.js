CookieBanner({
  policyURL: "/cookies",
  types: {
    statistics: {
      title: "Statistics",
      description: "To see what is read.",
      labels: {yes: "Visits are counted", no: "Visits are not counted"},
      fns: [function () { loadStatistics(); }],
    },
    marketing: {
      title: "Marketing",
      description: "To advertise elsewhere.",
      labels: {yes: "We may advertise elsewhere", no: "We do not advertise elsewhere"},
      fns: [function () { loadMarketing(); }],
    },
  },
  bannerTemplate: function (model) {
    var names = model.classNames;
    return '<section role="dialog" aria-label="Your privacy" class="' + names.banner +
      '" style="position: fixed; bottom: 0; left: 0; right: 0; background: #eee; padding: 1em">' +
      "<p>We use cookies to count visits and to advertise elsewhere.</p>" +
      '<button type="button" class="' + names.acceptBtn + '">Accept all</button> ' +
      '<button type="button" class="' + names.rejectBtn + '">Reject all</button> ' +
      '<a class="' + names.optionsBtn + '" href="' + model.policyURL + '">Your options</a></section>';
  },
  messageTemplate: function (model) {
    return '<div class="' + model.settings.classNames.formMessage + '">' + model.settings.savedMessage + "</div>";
  },
  formTemplate: function (model) {
    var names = model.settings.classNames;
    function choice(type, value, words) {
      var on = model.consent[type] === value ? " checked" : "";
      return '<label><input class="' + names.field + '" type="radio" name="privacy-' + type + '" value="' + value + '"' +
        on + "> " + words + "</label><br>";
    }
    return '<form class="' + names.form + '" novalidate>' + Object.keys(model.settings.types).map(function (type) {
      var labels = model.settings.types[type].labels;
      return '<fieldset class="' + names.fieldset + '"><legend>' + model.settings.types[type].title + "</legend>" +
        choice(type, 1, labels.yes) + choice(type, 0, labels.no) + "</fieldset>";
    }).join("") + '<button class="' + names.submitBtn + '">Save my settings</button></form>';
  },
});
