const lees = () => (document.cookie.match(/(?:^|; )pont_choix=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "pont_choix=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const laagje = document.getElementById("laagje");
function kies(keuze) {
  bewaar(keuze);
  laagje.hidden = true;
  pasToe(keuze);
}
for (const knop of laagje.querySelectorAll("[data-kies]")) {
  knop.addEventListener("click", () => kies(knop.dataset.kies));
}
const fins = document.getElementById("fins");
document.getElementById("choix").onclick = () => (fins.hidden = false);
document.getElementById("enregistrer").onclick = () =>
  kies([...fins.querySelectorAll("input[name]:checked")].map((vak) => vak.name).join(".") || "geen");
document.getElementById("gerer").onclick = (event) => {
  event.preventDefault();
  laagje.hidden = false;
};
if (lees()) pasToe(lees());
else laagje.hidden = false;
