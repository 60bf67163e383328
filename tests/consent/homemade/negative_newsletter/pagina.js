setTimeout(() => {
  document.getElementById("nb").hidden = false;
}, 600);
