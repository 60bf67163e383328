window.orejimeConfig = {
  privacyPolicyUrl: "/privacy",
  forceModal: true,
  purposes: [
    {id: "necessary", title: "Nécessaires", description: "Pour le panier.", isMandatory: true},
    {id: "statistics", title: "Statistiques", description: "Mesurer les visites.", cookies: [/^_ga/]},
    {id: "marketing", title: "Publicité", description: "Des offres ailleurs.", cookies: ["_fbp"]},
  ],
};
