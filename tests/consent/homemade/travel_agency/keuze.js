const cc = document.getElementById("cc");
function laad() {
  startStatistiek();
  startMarketing();
}
for (const knop of cc.querySelectorAll("button")) {
  knop.addEventListener("click", async () => {
    await fetch("/api/keuze?waarde=" + knop.dataset.k, { method: "POST" });
    cc.hidden = true;
    if (knop.dataset.k === "ja") laad();
  });
}
document.getElementById("cookievoorkeur").addEventListener("click", (event) => {
  event.preventDefault();
  cc.hidden = false;
});
if (document.documentElement.dataset.toestemming === "ja") laad();
if (!document.documentElement.dataset.gekozen) cc.hidden = false;
