var klaroConfig = {
  version: 1,
  lang: "de",
  mustConsent: true,
  acceptAll: true,
  storageMethod: "localStorage",
  translations: {
    de: {
      privacyPolicyUrl: "/privacy",
      purposes: {analytics: {title: "Statistik"}, advertising: {title: "Werbung"}},
      meten: {title: "Besuchsmessung", description: "Zählt Besuche."},
      pixel: {title: "Werbepixel", description: "Zeigt anderswo Angebote."},
    },
  },
  services: [
    {name: "meten", purposes: ["analytics"]},
    {name: "pixel", purposes: ["advertising"]},
  ],
};
