// Puts the words that are selected in the text into the field for a statement that was missed.
"use strict";
document.addEventListener("selectionchange", () => {
  const field = document.getElementById("quote");
  const text = document.getElementById("text");
  const selection = document.getSelection();
  if (!field || !text || !selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  if (text.contains(range.commonAncestorContainer)) field.value = selection.toString().trim().slice(0, 5000);
});
