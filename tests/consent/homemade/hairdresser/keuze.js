const lees = () => (document.cookie.match(/(?:^|; )krul_cookies=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "krul_cookies=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const overlay = document.getElementById("overlay");
function kies(keuze) {
  bewaar(keuze);
  overlay.classList.remove("zichtbaar");
  pasToe(keuze);
}
if (lees()) pasToe(lees());
else overlay.classList.add("zichtbaar");
