const lees = () => (document.cookie.match(/(?:^|; )bochtje=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "bochtje=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
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
document.getElementById("terug").onclick = (event) => {
  event.preventDefault();
  vak.hidden = false;
};
