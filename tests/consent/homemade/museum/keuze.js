const lees = () => (document.cookie.match(/(?:^|; )pakhuis_keuze=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "pakhuis_keuze=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const vraag = document.getElementById("vraag");
vraag.addEventListener("cancel", (event) => event.preventDefault());
vraag.addEventListener("close", () => {
  bewaar(vraag.returnValue);
  pasToe(vraag.returnValue);
});
const intrekken = document.getElementById("intrekken");
if (intrekken) intrekken.addEventListener("click", () => vraag.showModal());
if (lees()) pasToe(lees());
else vraag.showModal();
