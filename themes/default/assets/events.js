"use strict";
// Events that are over go to the second list, the latest first.
(function () {
  const list = document.querySelector("[data-events]");
  const past = document.querySelector("[data-past]");
  if (!list || !past) return;
  const over = [...list.children].filter((event) => Number(event.dataset.ends) * 1000 < Date.now());
  past.querySelector("ol").append(...over.reverse());
  past.hidden = !over.length;
  document.querySelector("[data-none]").hidden = Boolean(list.children.length);
})();
