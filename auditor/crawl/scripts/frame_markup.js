// The body of a frame as markup, without code; empty where it shows less text than asked for.
(least) => {
  const body = document.body;
  if (!body || body.innerText.trim().length < least) return "";
  const copy = body.cloneNode(true);
  for (const element of copy.querySelectorAll("script,style,noscript")) element.remove();
  return copy.innerHTML.slice(0, 2000000);
}
