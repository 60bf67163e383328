const lees = () => {
  const ruw = localStorage.getItem("bron-consent");
  return ruw ? JSON.parse(ruw).keuze : null;
};
const bewaar = (keuze) => localStorage.setItem("bron-consent", JSON.stringify({ keuze, tijd: Date.now(), versie: 2 }));
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const vak = document.querySelector(".vak");
function sluit(keuze) {
  bewaar(keuze);
  vak.hidden = true;
  pasToe(keuze);
}
const aangevinkt = () => [...vak.querySelectorAll("input[name]:checked")].map((veld) => veld.name).join(".") || "geen";
vak.addEventListener("click", (event) => {
  const doel = event.target.closest("button");
  if (!doel) return;
  sluit(doel.value === "selectie" ? aangevinkt() : doel.value);
});
if (lees()) pasToe(lees());
else vak.hidden = false;
const anders = document.getElementById("anders");
if (anders) anders.onclick = () => (vak.hidden = false);
