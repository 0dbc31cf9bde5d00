"""The site in a real browser: from file://, both themes, phone and desktop, and reloaded by the live server.

Chromium is found as `chromium` on PATH or by SMM_CHROMIUM. Screenshots are left in pytest's temporary folder, or in
SMM_SCREENSHOTS.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from browsing import DESKTOP, PHONE, Tab, browser
from site_showcase import MONTHS, Showcase, build, build_plain, preview_build

from smmgen.server.preview import Preview

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # pytest finds the fixture in this module

LOADED = "all => all.every(one => one.naturalWidth > 0 || !one.checkVisibility())"
PAGES = [
    "index.html",
    "problems.html",
    "networks.html",
    f"calendar/{MONTHS[0]}.html",
    "posts/all/everything.html",
    "posts/broken.html",
    *(f"accounts/{name}/{MONTHS[0]}.html" for name in ("vk", "tg", "fedi", "bsky", "site")),
]


@pytest.fixture(scope="module")
def showcase(tmp_path_factory: pytest.TempPathFactory) -> Showcase:
    return build(tmp_path_factory.mktemp("showcase"))


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chosen = os.environ.get("SMM_SCREENSHOTS")
    return Path(chosen) if chosen else tmp_path_factory.mktemp("screenshots")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("size", "device"), [(PHONE, "phone"), (DESKTOP, "desktop")], ids=["phone", "desktop"])
def test_pages_open_from_disk_without_complaint(
    browser: Any, showcase: Showcase, shots: Path, size: dict[str, int], device: str, theme: str
) -> None:
    with Tab(browser, size, theme) as tab:
        for page in PAGES:
            tab.page.goto((showcase.site / page).as_uri())
            tab.page.screenshot(path=shots / f"{page.replace('/', '-')[:-5]}-{device}-{theme}.png", full_page=True)
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= size["width"], page
            assert tab.page.locator("img").evaluate_all(LOADED), page
        assert tab.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_accessible(browser: Any, showcase: Showcase, page: str, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with Tab(browser, DESKTOP, theme, bypass_csp=True) as tab:
        tab.page.goto((showcase.site / page).as_uri())
        tab.page.wait_for_load_state("networkidle")
        found = axe.run(tab.page).response["violations"]
    assert [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_network_without_a_look_is_as_good_to_read(
    browser: Any, tmp_path: Path, shots: Path, theme: str, size: dict[str, int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = build_plain(tmp_path)
    with Tab(browser, size, theme, bypass_csp=True) as tab:
        tab.page.goto(page.as_uri())
        tab.page.screenshot(path=shots / f"plain-{size['width']}-{theme}.png", full_page=True)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert tab.page.locator(".head .net text, #n-pinboard text").first.text_content() == "PS"
        assert tab.complaints == []
        found = axe.run(tab.page).response["violations"]
    assert [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]] == []


def test_home_shows_today_and_seven_days(browser: Any, showcase: Showcase) -> None:
    with Tab(browser, DESKTOP) as tab:
        tab.page.goto((showcase.site / "index.html").as_uri())
        tab.page.wait_for_selector(".a-day")
        days = tab.page.locator(".a-day h3").all_inner_texts()
        titles = tab.page.locator(".plan strong").all_inner_texts()
    assert [day.split("\n") for day in days] == [["Завтра", "27 ноября"], ["Вторник", "1 декабря"]]
    assert titles == ["Всё сразу", "Следующий предпраздничный достопримечательный месяц"]


def test_index_pages_lead_to_the_month_at_hand(browser: Any, showcase: Showcase) -> None:
    with Tab(browser, DESKTOP) as tab:
        for index, expected in (
            ("calendar/index.html", f"calendar/{MONTHS[0]}.html"),
            ("accounts/vk/index.html", f"accounts/vk/{MONTHS[0]}.html"),
        ):
            tab.page.goto((showcase.site / index).as_uri())
            tab.page.wait_for_url(f"**/{expected}")


def test_states_of_the_ledger_are_shown(browser: Any, showcase: Showcase) -> None:
    with Tab(browser, DESKTOP) as tab:
        tab.page.goto((showcase.site / "posts/all/everything.html").as_uri())
        pill = tab.page.locator(".column-head .state .pill")
        assert sorted(pill.all_inner_texts()) == ["исход неизвестен", "опубликован"]
        assert tab.page.locator(".column-head .state .published").get_attribute("href") == "https://vk.com/wall-1_2"


def test_the_worst_state_stands_in_the_calendar_and_on_the_home_page(browser: Any, showcase: Showcase) -> None:
    with Tab(browser, DESKTOP) as tab:
        for month in MONTHS:
            tab.page.goto((showcase.site / f"calendar/{month}.html").as_uri())
            told = tab.page.locator('.entry[data-uid="everything"] .pill').all_inner_texts()
            assert told in ([], ["не может выйти", "исход неизвестен"]), "it went to two of five accounts"
            if told:
                break
        assert told, "the post is in no month"
        tab.page.goto((showcase.site / "index.html").as_uri())
        look = tab.page.locator("[data-look]")
        assert look.locator("li").all_inner_texts() == ["tg\nВсё сразу\nисход неизвестен"]
        assert look.locator("a").get_attribute("href") == "posts/all/everything.html"


def test_on_a_phone_the_account_at_hand_is_in_view(browser: Any, showcase: Showcase) -> None:
    with Tab(browser, PHONE) as tab:
        for name in ("vk", "site"):
            tab.page.goto((showcase.site / f"accounts/{name}/{MONTHS[0]}.html").as_uri())
            box = tab.page.locator(".networks [aria-current]").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize("width", [390, 905, 1101, 1440])
def test_no_word_of_the_calendar_is_cut_off(browser: Any, showcase: Showcase, width: int) -> None:
    with Tab(browser, {"width": width, "height": 900}) as tab:
        for month in MONTHS:
            tab.page.goto((showcase.site / f"calendar/{month}.html").as_uri())
            wide = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)"
            assert tab.page.locator(".entry, .entry .name").evaluate_all(wide) == []
            assert "anywhere" not in tab.page.locator(".entry .name").evaluate_all(
                "all => all.map(one => getComputedStyle(one).overflowWrap).join()"
            )


def test_long_texts_unfold(browser: Any, showcase: Showcase) -> None:
    with Tab(browser, DESKTOP) as tab:
        tab.page.goto((showcase.site / f"accounts/vk/{MONTHS[0]}.html").as_uri())
        rest = tab.page.locator(".rest").first
        assert not rest.is_visible()
        tab.page.get_by_text("Показать ещё").first.click()
        assert rest.is_visible()


def test_the_theme_is_kept(browser: Any, showcase: Showcase) -> None:
    with Tab(browser, DESKTOP, "light") as tab:
        tab.page.goto((showcase.site / "index.html").as_uri())
        tab.page.get_by_role("button", name="Сменить тему").click()
        dark = tab.page.evaluate("getComputedStyle(document.body).color")
        tab.page.goto((showcase.site / "problems.html").as_uri())
        assert tab.page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert tab.page.evaluate("getComputedStyle(document.body).color") == dark


def test_content_without_script_is_whole(browser: Any, showcase: Showcase) -> None:
    with Tab(browser, DESKTOP, java_script_enabled=False) as tab:
        tab.page.goto((showcase.site / "posts/all/everything.html").as_uri())
        assert tab.page.locator(".column").count() == 5
        tab.page.goto((showcase.site / "index.html").as_uri())
        assert tab.page.locator("noscript p").is_visible()


def test_a_document_is_saved_and_runs_nothing(browser: Any, tmp_path: Path) -> None:
    project, rebuild = preview_build(tmp_path)
    media = project / "build" / "site" / "media"
    media.mkdir(parents=True)
    (media / "0.bin").write_text("<script>document.title = 'ran'</script>", "utf-8")
    with Preview(project, rebuild, 0, say=lambda text: None) as preview:
        for address in ((media / "0.bin").as_uri(), f"{preview.url}media/0.bin"):
            with Tab(browser, DESKTOP) as tab:
                with tab.page.expect_download() as saved, suppress(Exception):  # a download ends the way there
                    tab.page.goto(address)
                assert saved.value.url == address
                assert tab.page.title() == ""


def test_the_live_server_shows_mistakes_and_reloads(browser: Any, tmp_path: Path) -> None:
    project, rebuild = preview_build(tmp_path)
    with Preview(project, rebuild, 0, say=lambda text: None) as preview, Tab(browser, DESKTOP) as tab:
        tab.page.goto(f"{preview.url}posts/all/everything.html")
        tab.page.get_by_text("Первая версия").first.wait_for()
        (project / "content" / "text.md").write_text("Вторая версия", "utf-8")
        tab.page.get_by_text("Вторая версия").first.wait_for()
        (project / "content" / "text.md").write_text("ОШИБКА", "utf-8")
        tab.page.get_by_role("alert").wait_for()
        assert "smm.toml" in tab.page.get_by_role("alert").inner_text()
        assert tab.page.get_by_text("Вторая версия").first.is_visible()
        tab.page.keyboard.press("Escape")
        assert tab.page.get_by_role("alert").count() == 0
        (project / "content" / "text.md").write_text("Третья версия", "utf-8")
        tab.page.get_by_text("Третья версия").first.wait_for()
        assert tab.complaints == []


def test_a_page_that_was_opened_with_mistakes_shows_what_is_left_of_them(browser: Any, tmp_path: Path) -> None:
    project, rebuild = preview_build(tmp_path)
    text = project / "content" / "text.md"
    text.write_text("Раз\nno file `a.png`\nno file `b.png`", "utf-8")
    with Preview(project, rebuild, 0, say=lambda text: None) as preview, Tab(browser, DESKTOP) as tab:
        tab.page.goto(f"{preview.url}posts/all/everything.html")
        tab.page.get_by_role("alert").wait_for()
        assert "последняя удачная" not in tab.page.get_by_role("alert").inner_text()
        text.write_text("Два\nno file `a.png`", "utf-8")
        tab.page.get_by_text("Два").first.wait_for()
        text.write_text("Три", "utf-8")
        tab.page.get_by_text("Три").first.wait_for()
        tab.page.wait_for_function("() => !document.querySelector('.smm-overlay')")
        text.write_text("Четыре\nno file `a.png`", "utf-8")
        tab.page.get_by_role("alert").wait_for()
        assert "последняя удачная" in tab.page.get_by_role("alert").inner_text()
        assert tab.page.get_by_text("Три").first.is_visible(), "it was good when it was loaded"
        text.write_text("Пять", "utf-8")
        tab.page.get_by_text("Пять").first.wait_for()
        assert tab.complaints == []


def test_the_panel_stays_closed_until_something_new_is_wrong(browser: Any, tmp_path: Path, shots: Path) -> None:
    project, rebuild = preview_build(tmp_path)
    text = project / "content" / "text.md"
    with Preview(project, rebuild, 0, say=lambda text: None) as preview, Tab(browser, DESKTOP) as tab:
        panel = tab.page.get_by_role("alert")
        tab.page.goto(f"{preview.url}accounts/vk/{MONTHS[0]}.html")
        text.write_text("Раз\nno file `a.png`", "utf-8")
        panel.wait_for()
        tab.page.screenshot(path=shots / "overlay-desktop.png")
        size = panel.bounding_box()
        assert size["width"] <= 400
        assert size["height"] <= 360
        assert panel.locator("code").all_inner_texts() == ["a.png"]
        assert panel.locator("a").get_attribute("href") == "/posts/all/everything.html"
        tab.page.get_by_role("button", name="Скрыть").click()
        text.write_text("Два\nno file `a.png`", "utf-8")
        tab.page.get_by_text("Два").first.wait_for()
        tab.page.goto(f"{preview.url}problems.html")
        tab.page.wait_for_load_state("load")
        assert panel.count() == 0
        text.write_text("Три\nno file `a.png`\nno file `b.png`", "utf-8")
        panel.wait_for()
        assert panel.locator("code").all_inner_texts() == ["a.png", "b.png"]
        tab.page.keyboard.press("Escape")
        text.write_text("Четыре", "utf-8")
        tab.page.wait_for_function("() => sessionStorage.getItem('smm-closed') === '[]'")
        text.write_text("Пять\nno file `a.png`", "utf-8")
        panel.wait_for()
        assert tab.complaints == []


def test_the_panel_is_accessible(browser: Any, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    project, rebuild = preview_build(tmp_path)
    (project / "content" / "text.md").write_text("Раз\nno file `a.png`", "utf-8")
    with Preview(project, rebuild, 0, say=lambda text: None) as preview, Tab(browser, PHONE, bypass_csp=True) as tab:
        tab.page.goto(f"{preview.url}index.html")
        tab.page.get_by_role("alert").wait_for()
        found = axe.run(tab.page).response["violations"]
    assert [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]] == []
