"use strict";
// How a contest stands now, by the browser's clock: not open yet, open, closed or drawn, and how long until what is next.
(function () {
  const page = document.documentElement;
  const now = Date.now();
  const day = (instant) => {
    const form = (zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(instant);
    try { return form(page.dataset.zone || undefined); } catch (error) { return form(undefined); }
  };
  const relative = (instant) => {
    const words = new Intl.RelativeTimeFormat(page.lang || "en", { numeric: "auto" });
    const minutes = Math.round((instant - now) / 60000);
    if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
    const days = Math.round((Date.parse(day(instant)) - Date.parse(day(now))) / 86400000);
    return days ? words.format(days, "day") : words.format(Math.round(minutes / 60), "hour");
  };
  for (const clock of document.querySelectorAll("[data-contest]")) {
    const { opens, closes, draw, out, words } = clock.dataset;
    const [before, open, closed, over, after, drawn] = words.split("|");
    const [from, to, at] = [opens, closes, draw].map((time) => (time ? Date.parse(time) : NaN));
    let state = "";
    let said = "";
    if (out !== undefined || at <= now) {
      const word = out === undefined ? after : drawn;
      [state, said] = ["after", Number.isNaN(at) ? word : word + " " + relative(at)];
    }
    else if (to <= now) [state, said] = ["closed", Number.isNaN(at) ? over : closed + " " + relative(at)];
    else if (now < from) [state, said] = ["before", before + " " + relative(from)];
    else if (from <= now) [state, said] = ["open", Number.isNaN(to) ? open.split(",")[0] : open + " " + relative(to)];
    if (!state) continue;
    clock.dataset.now = state;
    const place = clock.querySelector("[data-state]");
    place.textContent = said;
    place.hidden = false;
    for (const [name, time] of [["opens", from], ["closes", to], ["draw", at]]) {
      const step = clock.querySelector(`[data-step="${name}"]`);
      if (step && (time <= now || out !== undefined)) step.classList.add("done");
    }
  }
})();
