"use strict";
// What the time makes of slots: empty ones are to be filled soon, posts are late, and what has passed is missed.
(function () {
  const weeks = document.querySelector(".weeks");
  if (!weeks) return;
  const now = Date.now() / 1000;
  const [ready, filled] = [Number(weeks.dataset.ready), Number(weeks.dataset.filled)];
  const counts = { late: 0, missed: 0, empty: 0 };
  const say = (entry, state) => {
    entry.classList.add(state);
    let said = entry.querySelector(".said");
    if (!said) {
      said = document.createElement("span");
      said.className = "pill " + state;
      entry.append(said);
    }
    said.textContent = weeks.dataset[state];
  };
  for (const entry of weeks.querySelectorAll("[data-at]")) {
    const [at, state] = [Number(entry.dataset.at), entry.dataset.state];
    const isOut = entry.querySelector(".pill.published, .pill.scheduled");
    if (state === "ready" || isOut) continue;
    if (at < now) {
      counts.missed += 1;
      say(entry, "missed");
    } else if (state === "empty") {
      counts.empty += 1;
      if (at - filled < now) say(entry, "soon");
    } else if (at - ready < now) {
      counts.late += 1;
      say(entry, "late");
    }
  }
  for (const [state, number] of Object.entries(counts)) {
    const place = document.querySelector(`[data-count="${state}"]`);
    if (!place) continue;
    place.textContent = String(number);
    place.parentElement.hidden = !number && state !== "empty";
  }
  const today = document.querySelector(".day-head.today");
  if (today) {
    today.id = "today";
    document.querySelector("[data-today]").hidden = false;
  }
})();
