/** Creates all elements of this page: strings become text nodes, never markup. */

/**
 * @param {string} name tag name
 * @param {Object<string, *>} [attributes] attribute values; `on` is a map of listeners; null and
 *     false leave an attribute out, true sets it empty
 * @param {...(Node|string|null|undefined)} children
 * @returns {HTMLElement}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An icon drawn by CSS (icon-NAME in base.css); it is decoration, the button carries the words. */
export function icon(name) {
  return el("span", { class: `icon icon-${name}`, "aria-hidden": "true" });
}

/** @param {string} id @returns {HTMLElement} the element that index.html has under this id */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

/** Writes text only when it differs, so that live regions stay quiet. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Accepts only links into this server: a URL from JSON could lead anywhere. */
export function localUrl(text) {
  try {
    const url = new URL(String(text), location.origin);
    return url.origin === location.origin && /^https?:$/.test(url.protocol) ? url.pathname + url.search : null;
  } catch {
    return null;
  }
}

/** Accepts a dominant colour only in the form that the server writes: #rrggbb. */
export function safeColor(text) {
  return /^#[0-9a-f]{6}$/i.test(text ?? "") ? text : null;
}
