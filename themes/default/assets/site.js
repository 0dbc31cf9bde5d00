"use strict";
(function () {
  const page = document.documentElement;
  const root = page.dataset.root;
  const make = (tag, className, ...inside) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...inside);
    return element;
  };
  const glyph = (id, className) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    const known = document.getElementById(id) ? id : "n-other";
    use.setAttribute("href", "#" + known);
    svg.setAttribute("class", className);
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(use);
    return svg;
  };

  // The day in the project's own zone: 2026-11-27.
  const dayOf = (instant) => {
    try {
      return new Intl.DateTimeFormat("en-CA", { timeZone: page.dataset.zone || undefined }).format(instant);
    } catch (error) {
      return new Intl.DateTimeFormat("en-CA").format(instant);
    }
  };
  const today = dayOf(new Date());
  const later = (day, days) => {
    const date = new Date(day + "T12:00:00Z");
    date.setUTCDate(date.getUTCDate() + days);
    return date.toISOString().slice(0, 10);
  };

  // Theme.
  const button = document.querySelector("[data-theme-toggle]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const dark = page.dataset.theme ? page.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      page.dataset.theme = dark ? "light" : "dark";
      try { localStorage.setItem("smm-theme", page.dataset.theme); } catch (error) { /* not kept */ }
    });
  }

  // On narrow screens accounts and months scroll sideways: the one at hand is in view.
  for (const here of document.querySelectorAll(".networks [aria-current], .months [aria-current]")) {
    const strip = here.closest(".networks, .months ul");
    const [outer, inner] = [strip.getBoundingClientRect(), here.getBoundingClientRect()];
    if (inner.left < outer.left || inner.right > outer.right) strip.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }

  // Videos play in place; without script the link opens the file.
  for (const film of document.querySelectorAll(".film")) {
    film.addEventListener("click", (event) => {
      event.preventDefault();
      const video = film.previousElementSibling;
      video.controls = true;
      film.remove();
      video.play().catch(() => {});
      video.focus();
    });
  }

  // Today in calendars.
  for (const cell of document.querySelectorAll("[data-day]")) {
    if (cell.dataset.day === today) cell.classList.add("today");
    else if (cell.dataset.day < today) cell.classList.add("past");
  }

  // Index pages lead to the month at hand: this one, else the next, else the last.
  if (document.querySelector("[data-go]")) {
    const links = [...document.querySelectorAll("[data-month]")];
    const dated = links.filter((link) => link.dataset.month < "a");
    const goal = dated.find((link) => link.dataset.month >= today.slice(0, 7)) || dated[dated.length - 1] || links[0];
    if (goal) location.replace(goal.href);
  }

  // Ledger states, written by the build into data/states.js. Of several accounts the worst is shown; that all is well
  // only when it is so on each.
  let summed = () => {};
  // What the ledger knows of has happened: that the file could not go out by now is no longer its state.
  const sent = (place) => {
    place.classList.remove("broken");
    for (const pill of place.querySelectorAll(".pill.broken")) pill.remove();
  };
  const sumUp = (states, order) => (entry) => {
    const accounts = entry.dataset.accounts.split(" ");
    const known = accounts.map((name) => (states[entry.dataset.uid] || {})[name]).filter(Boolean);
    const worst = known.sort((a, b) => order.indexOf(b[0]) - order.indexOf(a[0]))[0];
    if (known.length === accounts.length) sent(entry);
    if (!worst || (known.length < accounts.length && order.indexOf(worst[0]) < order.indexOf("missed"))) return;
    (entry.querySelector(".small") || entry.querySelector(".words") || entry).append(make("span", "pill " + worst[0], worst[1]));
  };
  window.smmStates = (states, order, troubled, toPost = [], toApprove = []) => {
    summed = sumUp(states, order);
    document.querySelectorAll(".entry[data-uid], .plan[data-uid]").forEach(summed);
    for (const badge of document.querySelectorAll("[data-badge]")) {
      if (badge.dataset.badge.split(" ").every((name) => (states[badge.dataset.uid] || {})[name])) sent(badge);
    }
    const look = document.querySelector("[data-look]");
    if (look && troubled.length) {
      look.hidden = false;
      look.querySelector("ul").replaceChildren(...troubled.map(([uid, account, platform, page, title]) => {
        const link = make("a", "", title);
        link.href = root + page;
        const [state, label] = states[uid][account];
        return make("li", "", glyph("n-" + platform, "net " + platform), make("span", "vh", account), link, make("span", "pill " + state, label));
      }));
    }
    const byHand = document.querySelector("[data-by-hand]");
    const now = toPost.filter(([, , , , at]) => at * 1000 <= Date.now());
    if (byHand && now.length) {
      byHand.hidden = false;
      byHand.querySelector("ul").replaceChildren(...now.map(([account, platform, page, title]) => {
        const link = make("a", "", title);
        link.href = root + page;
        return make("li", "", glyph("n-" + platform, "net " + platform), make("span", "vh", account), link, make("span", "chip", account));
      }));
    }
    const approve = document.querySelector("[data-approve]");
    if (approve && toApprove.length) {
      approve.hidden = false;
      approve.querySelector("ul").replaceChildren(...toApprove.map(([account, platform, page, title, needs]) => {
        const link = make("a", "", title);
        link.href = root + page;
        return make("li", "", glyph("n-" + platform, "net " + platform), make("span", "vh", account), link, make("span", "pill unapproved", needs.join(", ")));
      }));
    }
    for (const place of document.querySelectorAll(".state[data-uid]")) {
      const known = (states[place.dataset.uid] || {})[place.dataset.account];
      if (!known) continue;
      sent(place.parentElement);
      const [state, label, url] = known;
      const pill = make(/^https?:/.test(url) ? "a" : "span", "pill " + state, label);
      if (pill.tagName === "A") { pill.href = url; pill.rel = "noopener noreferrer"; }
      place.replaceChildren(pill);
    }
  };

  // What documents need from a person in the next days: data/needs.js.
  window.smmNeeds = (needs) => {
    const panel = document.querySelector("[data-needs]");
    const now = needs.filter(([, first, last]) => first <= later(today, 7) && last >= today);
    if (!panel || !now.length) return;
    panel.hidden = false;
    panel.querySelector("ul").replaceChildren(...now.map(([day, , , text, url]) => {
      const link = make("a", "", text);
      link.href = root + url;
      const written = new Intl.DateTimeFormat(page.lang, { timeZone: "UTC", weekday: "short", day: "numeric", month: "short" });
      const time = make("time", "quiet", written.format(new Date(day + "T12:00:00Z")));
      time.dateTime = day;
      return make("li", "", link, " ", time);
    }));
  };

  // What is next: data/agenda-2026-11.js of the months at hand.
  const agenda = document.querySelector("[data-agenda]");
  const list = document.querySelector("[data-agenda-list]");
  if (agenda && list) {
    const rows = [];
    window.smmAgenda = (month, found) => rows.push(...found);
    const load = (month) => new Promise((done) => {
      const script = make("script");
      script.src = root + "data/agenda-" + month + ".js";
      script.onload = script.onerror = done;
      document.head.append(script);
    });
    const last = later(today, 7);
    const months = agenda.dataset.agenda.split(" ").filter((month) => month >= today.slice(0, 7));
    const needed = months.filter((month) => month <= last.slice(0, 7));
    const written = (day, options) => new Intl.DateTimeFormat(page.lang, { timeZone: "UTC", ...options }).format(new Date(day + "T12:00:00Z"));
    const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
    const line = ([, time, zone, url, title, status, kind, tint, errors, picture, accounts, uid]) => {
      const link = make("a", "plan" + (tint >= 0 ? " k" + tint : "") + (status !== "ready" ? " " + status : ""));
      link.href = root + url;
      link.dataset.uid = uid;
      link.dataset.accounts = accounts.map(([name]) => name).join(" ");
      const nets = make("span", "nets");
      for (const [name, platform] of accounts) nets.append(glyph("n-" + platform, "net " + platform), make("span", "vh", name + " "));
      const thumb = make("span", "thumb");
      if (picture) {
        const image = make("img");
        image.src = root + picture;
        image.alt = "";
        image.loading = "lazy";
        thumb.append(image);
      } else {
        thumb.append(glyph("i-lines", "i"));
      }
      const words = make("span", "words", make("strong", "", title));
      const small = make("span", "small");
      if (zone) small.append(make("span", "zone", zone));
      if (kind) small.append(make("span", "chip" + (tint >= 0 ? " k" + tint : ""), kind));
      if (status !== "ready") small.append(make("span", "pill " + status, agenda.dataset[status] || status));
      if (errors) small.append(make("span", "pill error", String(errors)));
      if (small.childNodes.length) words.append(small);
      link.append(make("time", "", time), thumb, words, nets);
      summed(link);
      return link;
    };
    const draw = () => {
      rows.sort((a, b) => (a[0] + a[1] < b[0] + b[1] ? -1 : 1));
      const ahead = rows.filter((row) => row[0] >= today);
      const soon = ahead.filter((row) => row[0] <= last);
      const next = soon.length ? soon : ahead.slice(0, 1);
      list.replaceChildren();
      if (!soon.some((row) => row[0] === today)) list.append(make("p", "quiet now", make("b", "", agenda.dataset.today + ", " + written(today, { day: "numeric", month: "long" })), make("span", "", soon.length ? agenda.dataset.empty : agenda.dataset.none)));
      let day = "";
      let group = null;
      for (const row of next) {
        if (row[0] !== day) {
          day = row[0];
          const name = day === today ? agenda.dataset.today : day === later(today, 1) ? agenda.dataset.tomorrow : soon.length ? capital(written(day, { weekday: "long" })) : agenda.dataset.next;
          group = make("section", "a-day" + (day === today ? " today" : ""), make("h3", "", name, make("small", "", written(day, { day: "numeric", month: "long" }))));
          list.append(group);
        }
        group.append(line(row));
      }
    };
    (async () => {
      await Promise.all(needed.map(load));
      const far = months.find((month) => !needed.includes(month));
      if (far && !rows.some((row) => row[0] >= today && row[0] <= last)) await load(far);
      draw();
    })();
  }
})();
