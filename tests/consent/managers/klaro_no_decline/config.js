var klaroConfig = {
  version: 1,
  lang: "nl",
  default: true,
  groupByPurpose: false,
  hideDeclineAll: true,
  hideToggleAll: true,
  translations: {
    nl: {
      privacyPolicyUrl: "/privacy",
      ok: "Begrepen en akkoord",
      purposes: {analytics: {title: "Statistieken"}, advertising: {title: "Reclame"}},
      meten: {title: "Bezoekmeting", description: "Telt bezoeken aan de winkel."},
      pixel: {title: "Advertentiepixel", description: "Toont elders aanbiedingen."},
    },
  },
  services: [
    {name: "meten", purposes: ["analytics"], cookies: [[/^_ga/, "/", ".deegroller.example"]]},
    {name: "pixel", purposes: ["advertising"], cookies: [["_fbp", "/", ".deegroller.example"]]},
  ],
};
