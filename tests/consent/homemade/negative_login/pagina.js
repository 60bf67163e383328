document.getElementById("inlog").showModal();
