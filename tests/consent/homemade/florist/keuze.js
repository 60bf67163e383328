const lees = () => (document.cookie.match(/(?:^|; )roosje_keuze=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "roosje_keuze=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const roos = document.getElementById("roos");
const vakken = roos.querySelector(".vakken");
function sluit(keuze) {
  bewaar(keuze);
  roos.hidden = true;
  pasToe(keuze);
}
document.getElementById("goed").onclick = () => sluit("alles");
document.getElementById("fout").onclick = () => sluit("geen");
document.getElementById("rad").onclick = () => (vakken.hidden = false);
document.getElementById("bewaar").onclick = () =>
  sluit([...vakken.querySelectorAll("input:checked")].map((vak) => vak.name).join(".") || "geen");
document.getElementById("herkies").onclick = (event) => {
  event.preventDefault();
  roos.hidden = false;
};
if (lees()) pasToe(lees());
else roos.hidden = false;
