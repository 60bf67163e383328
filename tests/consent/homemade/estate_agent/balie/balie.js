const meld = (keuze) => () => parent.postMessage(keuze, "*");
document.getElementById("ja").addEventListener("click", meld("alles"));
document.getElementById("nee").addEventListener("click", meld("geen"));
