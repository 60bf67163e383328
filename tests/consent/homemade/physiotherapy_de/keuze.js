const lees = () => (document.cookie.match(/(?:^|; )einwilligung=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "einwilligung=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
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
  finger.hidden = false;
  pasToe(keuze);
}
for (const knop of laagje.querySelectorAll("[data-kies]")) {
  knop.addEventListener("click", () => kies(knop.dataset.kies));
}
const finger = document.getElementById("finger");
const tafel = document.getElementById("tafel");
document.getElementById("mehr").onclick = () => (tafel.hidden = false);
document.getElementById("speichern").onclick = () =>
  kies([...tafel.querySelectorAll("input[name]:checked")].map((vak) => vak.name).join(".") || "geen");
finger.onclick = () => (laagje.hidden = false);
if (lees()) {
  finger.hidden = false;
  pasToe(lees());
} else {
  laagje.hidden = false;
}
