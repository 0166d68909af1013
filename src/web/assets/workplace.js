// Keys inside a group of answers: they act only while that group has the focus, so nothing typed
// elsewhere is ever taken for an answer. Without this file everything works with Tab and arrows.
"use strict";
// Enter in a line of text keeps what was typed and stays where it is; it does not leave the page.
document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.key !== "Enter" || !(at instanceof HTMLInputElement) || !at.form?.matches("#intake")) return;
  event.preventDefault();
  at.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const at = event.target;
  if (!(at instanceof HTMLInputElement) || (at.type !== "radio" && at.type !== "checkbox")) return;
  const group = at.closest("fieldset");
  if (!group) return;
  let key = event.key.toLowerCase();
  if (key === "backspace" || key === "delete") key = "-";
  if (key.length !== 1) return;
  // An answer without a key of its own has its place among those as its key.
  const wanted = group.querySelector(`input[data-key="${CSS.escape(key)}"]`)
    ?? group.querySelectorAll("input:not([data-key])")[Number(key) - 1];
  if (!wanted) return;
  event.preventDefault();
  wanted.checked = wanted.type === "radio" ? true : !wanted.checked;
  wanted.focus();
  wanted.dispatchEvent(new Event("input", { bubbles: true }));
});
// A link to a question leads into it: to the answer that was given, else to the first one.
const into = () => {
  const question = location.hash.startsWith("#q-") && document.getElementById(location.hash.slice(1));
  if (!question) return;
  const answer = question.querySelector("input:checked") ?? question.querySelector("input:not([type=hidden]), select");
  answer?.focus();
};
window.addEventListener("hashchange", into);
// A browser that goes to the place of a fragment takes the focus away, and does so last.
window.addEventListener("load", () => requestAnimationFrame(into));
// A save that did not come is told and tried again; one that was refused is told.
const AGAIN = 2000;
let unsaved = false;
const told = (text) => {
  const place = document.getElementById("unsaved");
  unsaved = text !== "";
  if (place && place.textContent !== text) place.textContent = text;
};
const again = (form) => {
  told(document.getElementById("unsaved")?.dataset.again ?? "");
  setTimeout(() => unsaved && form.dispatchEvent(new Event("input")), AGAIN);
};
document.addEventListener("htmx:error", (event) => {
  if (event.target.matches?.("#intake")) again(event.target);
});
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target;
  if (!form.matches?.("#intake")) return;
  const status = event.detail.ctx.response.status;
  if (status >= 500 || status === 408 || status === 429) again(form);
  else if (status >= 400) told(document.getElementById("unsaved")?.dataset.refused ?? "");
  else told("");
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
