// Runs before the first paint, so that a chosen theme never flashes the other one. It is a classic
// script because modules wait for the document; theme-toggle.js has the button.
(function () {
  try {
    const chosen = localStorage.getItem("dalleserver.theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden; the system's preference then decides.
  }
})();
