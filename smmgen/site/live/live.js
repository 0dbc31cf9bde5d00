"use strict";
// Added by `smm serve` to every page: reloads it after a build, and shows what is wrong over the last good one.
(function () {
  const own = document.currentScript;
  const words = document.documentElement.lang === "ru"
    ? { failed: "Сборка не удалась", errors: "Ошибки в публикациях", kept: "Показана последняя удачная версия страницы.", close: "Скрыть", more: "ещё" }
    : { failed: "The build failed", errors: "Mistakes in posts", kept: "This is the last good version of the page.", close: "Hide", more: "more" };
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const style = make("link");
  style.rel = "stylesheet";
  style.href = "/_smm/live.css";
  document.head.append(style);

  let overlay = null;
  let hidden = "";
  let problem = { failure: null, errors: [], count: 0 };

  const close = () => {
    hidden = JSON.stringify(problem);
    if (overlay) overlay.remove();
    overlay = null;
  };
  const entry = (place, message, hint) => {
    const item = make("li");
    if (place) item.append(make("code", "", place));
    item.append(make("p", "", message));
    if (hint) item.append(make("p", "smm-hint", hint));
    return item;
  };
  const broken = () => problem.errors.some((one) => one.path === document.body.dataset.source);
  const show = () => {
    if (overlay) overlay.remove();
    overlay = null;
    if (!problem.failure && !problem.errors.length) return;
    if (JSON.stringify(problem) === hidden) return;
    overlay = make("aside", "smm-overlay");
    overlay.setAttribute("role", "alert");
    const head = make("header");
    head.append(make("strong", "", problem.failure ? words.failed : words.errors + " · " + problem.count));
    const button = make("button", "", words.close);
    button.type = "button";
    button.addEventListener("click", close);
    head.append(button);
    const list = make("ol");
    if (problem.failure) list.append(entry("", problem.failure.message, problem.failure.hint));
    for (const one of problem.errors) list.append(entry(one.path + ":" + one.line + ":" + one.column, one.message, one.hint));
    if (problem.count > problem.errors.length) list.append(make("li", "smm-hint", words.more + " " + (problem.count - problem.errors.length)));
    overlay.append(head, list);
    if (problem.failure || (broken() && loaded)) overlay.append(make("p", "smm-kept", words.kept));
    document.body.append(overlay);
  };

  let loaded = false; // a problem has been reported before: the page shown is older than the one reported now
  const events = new EventSource("/_smm/events?version=" + encodeURIComponent(own.dataset.version));
  events.addEventListener("problem", (event) => {
    problem = JSON.parse(event.data);
    show();
    loaded = true;
  });
  events.addEventListener("reload", () => {
    if (!broken()) location.reload();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay) close();
  });
  addEventListener("pagehide", () => events.close());
})();
