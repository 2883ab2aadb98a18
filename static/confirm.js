/** A question with two answers, in the page's one dialog for questions. */
import { byId, setText } from "./dom.js";

/**
 * @param {{title: string, text: string, yes: string, no: string}} question `yes` and `no` are the words of
 *     the buttons; the dialog begins on `no`
 * @returns {Promise<boolean>} false also when the dialog is closed by Escape
 */
export function ask({ title, text, yes, no }) {
  const dialog = byId("confirm");
  setText(byId("confirm-title"), title);
  setText(byId("confirm-text"), text);
  setText(byId("confirm-yes"), yes);
  setText(byId("confirm-no"), no);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
