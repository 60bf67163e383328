// Keeps the choice in a cookie; who takes consent back gets a value that nobody else would understand.
const lire = () => (document.cookie.match(/(?:^|; )cookie_consent=([^;]*)/) || [])[1] || null;
const garder = (choix) => {
  document.cookie = "cookie_consent=" + choix + "; path=/; max-age=15552000; SameSite=Lax";
};
const hasard = () => crypto.randomUUID();
const laagje = document.getElementById("laagje");
function commencer() {
  localStorage.setItem("voile_visiteur", localStorage.getItem("voile_visiteur") || hasard());
  sessionStorage.setItem("voile_parcours", sessionStorage.getItem("voile_parcours") || hasard());
  indexedDB.open("voile_mesures", 1).onsuccess = (event) => event.target.result.close();
  startStatistiek();
  startMarketing();
}
function oublier() {
  localStorage.removeItem("voile_visiteur");
  localStorage.removeItem("voile_source");
  sessionStorage.clear();
  indexedDB.deleteDatabase("voile_mesures");
  for (const nom of ["_bezoek", "_ga", "_ga_HUISGEMAAKT", "_fbp"]) {
    document.cookie = nom + "=; path=/; max-age=0";
    document.cookie = nom + "=; path=/; max-age=0; domain=clubdevoile-lac.example";
  }
}
for (const bouton of laagje.querySelectorAll("[data-kies]")) {
  bouton.addEventListener("click", () => {
    const repris = lire() === "accepte" && bouton.dataset.kies === "refuse";
    garder(repris ? "repris" : bouton.dataset.kies);
    laagje.hidden = true;
    if (bouton.dataset.kies === "accepte") commencer();
    else oublier();
  });
}
document.getElementById("gerer").onclick = (event) => {
  event.preventDefault();
  laagje.hidden = false;
};
if (lire() === null) {
  // Written before anybody was asked, and taken away with the rest.
  localStorage.setItem("voile_source", localStorage.getItem("voile_source") || hasard());
  laagje.hidden = false;
} else if (lire() === "accepte") commencer();
