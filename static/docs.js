/** Draws /openapi.json with Swagger UI, and adds what screen readers need and it leaves out. */
import { base } from "./base.js";
import { byId } from "./dom.js";

/* global SwaggerUIBundle */

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

/** The viewer has its own dark theme, under this class. */
function dress() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  root.classList.toggle("dark-mode", dark);
}

function landmark(element, name) {
  if (!element?.hasAttribute("role")) element?.setAttribute("role", "region");
  element?.setAttribute("aria-label", name);
}

/** Headings below the page's own, names for fields that have none, keys for what scrolls. */
function mend(viewer) {
  viewer.querySelector(".info .title")?.setAttribute("aria-level", "2");
  landmark(viewer.querySelector(".information-container"), "About");
  landmark(viewer.querySelector(".scheme-container"), "Access");
  for (const select of viewer.querySelectorAll("select:not([aria-label])")) {
    const row = select.closest("tr, .servers, .responses-inner, .examples-select, .content-type-wrapper, label");
    const name = row?.querySelector(".parameter__name, .servers-title, label, small, span")?.textContent.trim();
    select.setAttribute("aria-label", name || "choice");
  }
  for (const field of viewer.querySelectorAll("input:not([aria-label]), textarea:not([aria-label])")) {
    const name = field.closest("tr")?.querySelector(".parameter__name")?.textContent.trim();
    field.setAttribute("aria-label", name || field.placeholder || "value");
  }
  for (const block of viewer.querySelectorAll("pre:not([tabindex]), .highlight-code:not([tabindex])")) {
    if (block.scrollWidth > block.clientWidth || block.scrollHeight > block.clientHeight) block.tabIndex = 0;
  }
  for (const button of viewer.querySelectorAll(".copy-to-clipboard button:not([aria-label])")) {
    button.setAttribute("aria-label", "Copy");
  }
}

dress();
system.addEventListener("change", dress);

const viewer = byId("viewer");
new MutationObserver(() => mend(viewer)).observe(viewer, { childList: true, subtree: true });

SwaggerUIBundle({
  url: base + "/openapi.json",
  domNode: viewer,
  // Its links would be inside buttons, where the keyboard cannot reach them.
  deepLinking: false,
  docExpansion: "list",
  // The schemas are shown with the answers that have them.
  defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 2,
  // No outside service validates the document.
  validatorUrl: null,
  syntaxHighlight: { activated: false },
  onComplete: () => {
    byId("state").hidden = true;
    viewer.dataset.state = "drawn";
  },
});
