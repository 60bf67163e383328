const lees = () => localStorage.getItem("golf.cookies");
const bewaar = (keuze) => localStorage.setItem("golf.cookies", keuze);
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const kader = document.getElementById("kader");
function vraag() {
  kader.src = "/melding";
  kader.hidden = false;
}
window.addEventListener("message", (bericht) => {
  if (bericht.origin !== location.origin || !bericht.data.cookiekeuze) return;
  bewaar(bericht.data.cookiekeuze);
  kader.hidden = true;
  kader.src = "about:blank";
  pasToe(bericht.data.cookiekeuze);
});
document.getElementById("wijzig").addEventListener("click", (event) => {
  event.preventDefault();
  vraag();
});
if (lees()) pasToe(lees());
else vraag();
