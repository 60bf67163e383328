var klaroConfig = {
  version: 1,
  lang: "nl",
  acceptAll: true,
  translations: {
    nl: {
      privacyPolicyUrl: "/privacy",
      purposes: {analytics: {title: "Statistieken"}, advertising: {title: "Reclame"}},
      meten: {title: "Bezoekmeting", description: "Telt bezoeken aan de winkel."},
      pixel: {title: "Advertentiepixel", description: "Toont elders aanbiedingen."},
    },
  },
  services: [
    {name: "meten", purposes: ["analytics"], cookies: [[/^_ga/, "/", ".taartenhuis.example"]]},
    {name: "pixel", purposes: ["advertising"], cookies: [["_fbp", "/", ".taartenhuis.example"]]},
  ],
};
