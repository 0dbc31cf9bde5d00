"""A project with documents of every kind. What only its team may see is made of words with `hidden` in them, and of
amounts that begin with 77."""

from __future__ import annotations

import io

from PIL import Image
from small_project import SMM_TOML, post

CONFIG = f"""{SMM_TOML.replace('language = "ru"', 'language = "ru"' + chr(10) + 'url = "https://teplo.example"')}
[accounts.hidden-account]
platform = "telegram"
target = "@hidden_target"
title = "hidden-account-title"

[rubrics.useful]
title = "Useful"

[audiences]
regulars = {{ title = "Shown regulars" }}

[people]
anna = {{ role = "hidden-role", name = "hidden-person", email = ["hidden-person@teplo.example"] }}
"""

POSTS = {
    "shown": post(
        "Shown post",
        "Shown text: https://teplo.example/menu\n\n::: only hidden-account\nhidden-section\n:::\n",
        uid="shown",
        platforms="[vk, site, hidden-account]",
        schedule="2026-12-07 10:00",
        kind="useful",
        notes="hidden-post-notes",
        cost="{amount: 770001, budget: hidden-line}",
        campaign="winter",
        slot="tip",
        targeting="{audience: regulars}",
        ignore="[too-close]",
        media="[{file: shown.png, alt: A cup}]",
        **{"hidden-account": "{title: hidden-override, first_comment: hidden-comment}"},
    ),
    "announced": post(
        "Shown announcement", uid="announced", contest="box", schedule="2026-12-04 18:00", campaign="winter"
    ),
    "told": post("Shown winners", uid="told", contest="box", schedule="2026-12-21 18:00"),
    "invited": post(
        "Shown invitation", "Приходите 12 декабря в 17:00.", uid="invited", event="cupping", schedule="2026-12-10 10:00"
    ),
    "weekly": post(
        "Shown weekly",
        "Shown again.\n",
        uid="weekly",
        schedule="2026-12-08 09:00",
        notes="hidden-weekly-notes",
        repeat="{every: week, on: [tue], until: 2027-01-12}",
    ),
    "always": post("Shown evergreen", uid="always", schedule="", evergreen="true", kind="useful"),
    "draft": post("hidden-draft", "hidden-draft-text", status="draft", schedule="2026-12-09 10:00", campaign="winter"),
    "held": post("hidden-held", "hidden-held-text", uid="hidden-held", status="hold", schedule="2026-12-15 10:00"),
    "late": post("hidden-late", "hidden-late-text", uid="hidden-late", schedule="2027-02-01 10:00", event="cupping"),
    "elsewhere": post(
        "hidden-elsewhere",
        "hidden-elsewhere-text",
        uid="hidden-elsewhere",
        platforms="[hidden-account]",
        media="[{file: other.png, alt: hidden-alt}]",
        campaign="winter",
    ),
    "secret": post(
        "Shown of a hidden event",
        uid="secret",
        schedule="2026-12-16 10:00",
        event="hidden-party",
        contest="hidden-quest",
        campaign="hidden-campaign",
        slot="hidden-slot",
    ),
}

DOCUMENTS = {
    "plan/2026-12": """\
---
title: Shown plan
uid: plan-12
period: 2026-12
notes: hidden-plan-notes
accounts: [vk, site, hidden-account]
themes:
  - {days: 2026-12-01..2026-12-07, theme: Shown theme, campaign: winter}
  - {days: 2026-12-08..2026-12-14, theme: hidden-theme, campaign: hidden-campaign}
slots:
  - {name: tip, days: [mon, thu], at: 10:00, kind: useful, title: Shown slot}
  - {name: hidden-elsewhere-slot, days: [wed], at: 11:00, accounts: [hidden-account], title: hidden-slot-title}
mix: {useful: 100}
quiet: [2026-12-31]
evergreen: [always, hidden-held]
ignore: [hidden-ignore]
---
Shown strategy.
""",
    "plan/2027-02": """\
---
title: hidden-plan-of-february
uid: hidden-plan
period: 2027-02
slots: [{name: hidden-slot, days: [mon], at: 10:00}]
---
hidden-plan-text
""",
    "campaigns/winter": """\
---
title: Shown campaign
dates: 2026-12-01..2026-12-31
accounts: [vk, site, hidden-account]
audiences: [guests, regulars]
goal: {words: Shown goal, metric: orders, target: 300}
notes: hidden-campaign-notes
kpi: {views: 60000}
budget: hidden-line
stop: {spent: 770002}
creatives:
  - {post: shown, contract: hidden-contract, kktu: "30.1.1"}
  - {post: hidden-elsewhere, erid: hidden-erid}
bets: [{if: hidden-bet, then: hidden-expectation, judge: 2026-12-15, verdict: hidden-verdict}]
utm: {}
---
hidden-strategy
""",
    "campaigns/hidden-campaign": "---\ntitle: hidden-campaign-title\ndates: 2026-10-01..2026-10-31\n---\nhidden\n",
    "audiences/guests": """\
---
title: Shown guests
notes: hidden-audience-notes
who: {age: 20-45, interests: [Shown interest]}
include: [{list: "env:hidden_included"}, {engaged: hidden-account}]
exclude: [{list: "env:hidden_excluded"}, {members: vk}]
ads: {hidden-ads: {objective: hidden-objective}}
consent: hidden-consent
size: {vk-ads: 18400}
---
hidden-portrait
""",
    "contests/box": """\
---
title: Shown contest
uid: box
kind: giveaway
notes: hidden-contest-notes
announced_by: [announced, hidden-late]
entry: {account: [vk, hidden-account], do: comment}
opens: 2026-12-04 18:00
closes: 2026-12-19 21:00
draw: {at: 2026-12-20 12:00}
prizes:
  - {what: Shown prize, count: 3, cost: 770003, budget: hidden-prizes}
reserve: 3
exclude: {people: "env:hidden_people"}
organiser: {name: Shown company, inn: "0000000000"}
claim: {within: 5d, where: [in the cafe], until: 2027-01-15}
stages:
  - {post: invited, word: hidden-word}
  - {post: hidden-elsewhere, word: hidden-word-2}
results_in: [told, hidden-late]
---
Shown rules.
""",
    "contests/hidden-quest": """\
---
title: hidden-quest-title
kind: quest
opens: 2027-02-01
closes: 2027-02-10
prizes: [{what: hidden-quest-prize}]
---
hidden-quest-rules
""",
    "events/cupping": """\
---
title: Shown event
starts: 2026-12-12 17:00
ends: 2026-12-12 19:00
notes: hidden-event-notes
place: {name: Shown roastery, address: Shown street, lat: 55.7541, lon: 37.6680, public: true, permit: hidden-permit}
capacity: 12
price: 1500
tickets: {at: "https://tickets.example/shown"}
campaign: hidden-campaign
series: [{before: 2d}, {after: 1d, accounts: [hidden-account]}]
cost: {amount: 770004, budget: menu}
---
Shown programme.
""",
    "events/hidden-party": "---\ntitle: hidden-party-title\nstarts: 2027-03-01 20:00\nhost: hidden-host\n---\nhidden\n",
    "budget/2026-q4": """\
---
title: Shown budget
period: 2026-q4
notes: hidden-budget-notes
limit: 770005
lines:
  - {uid: menu, title: Shown line, plan: 90000}
  - {uid: hidden-line, title: hidden-line-title, plan: 770006, hidden: true}
  - {uid: hidden-prizes, plan: 770007, hidden: true}
worth: {order: 640}
approve_over: {amount: 770008, by: hidden-role}
---
hidden-reasons
""",
    "budget/2027-q2": """\
---
title: hidden-budget
period: 2027-q2
lines: [{uid: hidden-work, plan: 770009}]
---
hidden-reasons
""",
    "shares/other": "---\ntitle: hidden-other-client\naccounts: [hidden-account]\n---\nhidden-wishes\n",
}

DATA = {
    "data/spend/2026-12.csv": """\
date;line;amount;what;document;source
2026-12-05;menu;1000.50;hidden-payment;campaign/winter;hidden-source
2026-12-06;menu;7;;campaign/hidden-campaign;
2026-12-06;hidden-line;770010;hidden-payment;campaign/winter;
2026-12-07;menu;8;;hidden-elsewhere;
2027-04-06;hidden-work;770011;;campaign/winter;
""",
    "data/results/2026-12.csv": """\
date,result,count,document,source
2026-12-06,order,42,campaign/winter,hidden-source
2026-12-06,hidden-result,4,campaign/hidden-campaign,
2027-04-06,hidden-later-result,5,campaign/winter,
""",
    "data/contests/hidden-quest/terms.json": '{\n  "format": "hidden-terms"\n}\n',
    "data/contests/hidden-stray/entries.json": '{\n  "format": "hidden-stray-entries"\n}\n',
}


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(file, "PNG")
    return file.getvalue()


MEDIA: dict[str, str | bytes] = {
    "content/media/shown.png": picture("#7a4a21"),
    "content/media/other.png": picture("#000000"),
}

FILES: dict[str, str | bytes] = {
    **{f"content/posts/{name}.md": text for name, text in POSTS.items()},
    **{f"content/{name}.md": text for name, text in DOCUMENTS.items()},
    **DATA,
    **MEDIA,
}
