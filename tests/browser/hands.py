"""Two ways to operate a picture: with the mouse, and with the keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 60


class Hand(Protocol):
    """What a person does to a control."""

    def press(self, button: Locator) -> None:
        """A button."""

    def choose(self, radio: Locator) -> None:
        """One of several radio buttons."""

    def tick(self, box: Locator) -> None:
        """A check box."""

    def pick(self, select: Locator, value: str) -> None:
        """An entry of a list."""

    def write(self, field: Locator, text: str) -> None:
        """Text in a field, in place of what stands there."""

    def toggle(self, summary: Locator) -> None:
        """A part that opens and closes on demand."""

    def slide_to_start(self, slider: Locator) -> None:
        """A slider, to its left end."""


class Mouse:
    """A person with a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, button: Locator) -> None:
        button.click()

    def choose(self, radio: Locator) -> None:
        radio.click()

    def tick(self, box: Locator) -> None:
        box.click()

    def pick(self, select: Locator, value: str) -> None:
        select.select_option(value)

    def write(self, field: Locator, text: str) -> None:
        field.click(click_count=3)
        self.page.keyboard.type(text)
        field.blur()

    def toggle(self, summary: Locator) -> None:
        summary.click()

    def slide_to_start(self, slider: Locator) -> None:
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        assert box
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + box["width"] - 8, middle)
        self.page.mouse.down()
        for part in (0.7, 0.3, 0.0):
            self.page.mouse.move(box["x"] + box["width"] * part, middle)
        self.page.mouse.up()


class Keyboard:
    """A person with a keyboard alone: Tab until the control has the focus, then its keys.

    ``picture`` is where the person stands before the first key: its first part that can have the
    focus.
    """

    def __init__(self, page: Page, picture: Locator) -> None:
        self.page = page
        self.picture = picture

    def _reach(self, control: Locator, same: str = "el === now") -> None:
        if not self.picture.evaluate("(el) => el.contains(document.activeElement)"):
            self.picture.locator("[tabindex='0'], summary, input, button").first.focus()
        backwards = control.evaluate(
            "(el) => !!(el.compareDocumentPosition(document.activeElement) & 4)"
        )
        for _ in range(MOST_TABS):
            if control.evaluate(
                f"(el) => {{ const now = document.activeElement; return {same}; }}"
            ):
                return
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"Tab does not reach {control}")

    def press(self, button: Locator) -> None:
        self._reach(button)
        self.page.keyboard.press("Enter")

    def choose(self, radio: Locator) -> None:
        # One Tab stop for the group: the one that is chosen, or where none is, one of its ends.
        self._reach(radio, "now.type === 'radio' && now.name === el.name && now.form === el.form")
        count = radio.evaluate(
            "(el) => (el.form ?? el.closest('.lesson-live'))"
            ".querySelectorAll(`[name=${el.name}]`).length"
        )
        for _ in range(count):
            if radio.is_checked():
                break
            if radio.evaluate("(el) => el === document.activeElement"):
                self.page.keyboard.press("Space")
            else:
                self.page.keyboard.press("ArrowDown")
        expect(radio).to_be_checked()

    def tick(self, box: Locator) -> None:
        self._reach(box)
        self.page.keyboard.press("Space")

    def pick(self, select: Locator, value: str) -> None:
        self._reach(select)
        there = select.evaluate("(el, v) => [...el.options].findIndex((o) => o.value === v)", value)
        self.page.keyboard.press("Home")
        for _ in range(there):
            self.page.keyboard.press("ArrowDown")
        expect(select).to_have_value(value)

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")

    def toggle(self, summary: Locator) -> None:
        self._reach(summary)
        self.page.keyboard.press("Enter")

    def slide_to_start(self, slider: Locator) -> None:
        self._reach(slider)
        self.page.keyboard.press("ArrowLeft")
        self.page.keyboard.press("Home")
