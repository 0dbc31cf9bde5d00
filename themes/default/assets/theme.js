// Runs before the first paint, so that the page never flashes in the wrong theme.
(function () {
  var kept = null;
  try { kept = localStorage.getItem("smm-theme"); } catch (error) { /* storage may be closed on file:// */ }
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
})();
