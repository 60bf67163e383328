const lees = () => (document.cookie.match(/(?:^|; )voorhof_toestemming=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "voorhof_toestemming=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const BALIE = "https://venster.keuzebalie.example";
const houder = document.getElementById("houder");
function vraag() {
  houder.innerHTML = '<iframe src="' + BALIE + '/" title="Toestemming"></iframe>';
}
window.addEventListener("message", (bericht) => {
  if (bericht.origin !== BALIE) return;
  bewaar(bericht.data);
  houder.innerHTML = "";
  pasToe(bericht.data);
});
document.getElementById("wijzig").addEventListener("click", (event) => {
  event.preventDefault();
  vraag();
});
if (lees()) pasToe(lees());
else vraag();
