/** The clipboard, also where the page is not a secure context (plain HTTP on a local network). */
import { toast } from "./announce.js";

/**
 * @param {string} text
 * @param {string} what its name in the toast: “Address copied”
 */
export async function copy(text, what) {
  const copied = (await viaClipboard(text)) || viaSelection(text);
  toast(copied ? `${what} copied` : "Copying is not allowed here");
}

async function viaClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function viaSelection(text) {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  // Inside an open modal dialog only its own descendants can be selected.
  (before?.closest("dialog") ?? document.body).append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus();
  return copied;
}
