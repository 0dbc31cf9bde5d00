"use strict";
// Added by `smm serve` to every page: reloads it after a build, and says what is wrong in a corner of the last good one.
(function () {
  const own = document.currentScript;
  const languages = {}; // `smm serve` puts the tables `live` of the language files here
  const words = languages[document.documentElement.lang] || languages.en;
  const CLOSED = "smm-closed";
  const make = (tag, className, ...inside) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  };
  const style = make("link");
  style.rel = "stylesheet";
  style.href = "/_smm/live.css";
  document.head.append(style);

  let overlay = null;
  let problem = { failure: null, errors: [], count: 0 };

  // What was wrong when the panel was closed, for as long as it stays so: only something new opens it again. A line
  // that moved, because others were written above it, is nothing new.
  const keys = () => problem.failure ? ["failure " + problem.failure.message] : problem.errors.map((one) => [one.path, one.code, one.message, one.account].join(" "));
  const closed = {
    get: () => {
      try { return JSON.parse(sessionStorage.getItem(CLOSED)) || []; } catch (error) { return []; }
    },
    set: (known) => {
      try { sessionStorage.setItem(CLOSED, JSON.stringify(known)); } catch (error) { /* not kept */ }
    },
  };
  const hide = () => {
    if (overlay) overlay.remove();
    overlay = null;
  };
  const close = () => {
    closed.set(keys());
    hide();
  };
  const said = (text) => text.split(/`([^`]+)`/).map((piece, index) => index % 2 ? make("code", "", piece) : piece);
  const entry = (place, page, message, hint) => {
    const item = make("li");
    if (page) {
      const link = make("a", "", place);
      link.href = "/" + page;
      item.append(link);
    } else if (place) {
      item.append(make("span", "smm-place", place));
    }
    item.append(make("p", "", ...said(message)));
    if (hint) item.append(make("p", "smm-hint", ...said(hint)));
    return item;
  };
  const broken = () => problem.errors.some((one) => one.path === document.body.dataset.source);
  const show = () => {
    hide();
    const known = closed.get().filter((key) => keys().includes(key));
    closed.set(known);
    if (keys().every((key) => known.includes(key))) return;
    overlay = make("div", "smm-overlay");
    overlay.setAttribute("role", "alert");
    const button = make("button", "", words.close);
    button.type = "button";
    button.addEventListener("click", close);
    const head = make("div", "smm-head", make("strong", "", problem.failure ? words.failed : words.errors + " · " + problem.count), button);
    const list = make("ol");
    list.tabIndex = 0;
    if (problem.failure) list.append(entry("", "", problem.failure.message, problem.failure.hint));
    for (const one of problem.errors) list.append(entry(one.path + ":" + one.line + ":" + one.column, one.page, one.message, one.hint));
    if (problem.count > problem.errors.length) list.append(make("li", "smm-hint", words.more + " " + (problem.count - problem.errors.length)));
    overlay.append(head, list);
    if (problem.failure || (broken() && good)) overlay.append(make("p", "smm-kept", words.kept));
    document.body.append(overlay);
  };

  // The page was free of errors when it was loaded, and stays as it is until it is so again. A page that was not shows
  // its errors itself, and so what is left of them after every build.
  let good = null;
  const events = new EventSource("/_smm/events?version=" + encodeURIComponent(own.dataset.version));
  events.addEventListener("problem", (event) => {
    problem = JSON.parse(event.data);
    if (good === null) good = !broken();
    show();
  });
  events.addEventListener("reload", () => {
    if (!broken() || !good) location.reload();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay) close();
  });
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // it comes back as it was left, and hears of no build any more
  });
})();
